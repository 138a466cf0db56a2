"""Everything a certificate prints, frozen as text when it is issued: the PDF is only its print, today and in ten years.

Texts that depend on a law, a clock or a language (dates, terbilang, scores with a comma, grouped NIP, signatory lines) are
written by `wording` before they come here. What a row does not print is None or empty: no NIP, no scores, no predikat.
"""

from dataclasses import asdict, dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The kop: "Pemerintah Kota Palembang", "Dinas Komunikasi dan Informatika", the office's address or "".

    The kop of the Wali Kota names the post alone: `government` is "" and `office` is "Wali Kota Palembang".

    `emblem` stands over it: "shield" (a neutral placeholder for the city logo), "garuda" (a neutral placeholder for the
    lambang negara, for the Wali Kota alone: UU 24/2009 Ps 54(1)i), "" for none, or the digest of an uploaded picture.
    """

    government: str
    office: str
    address: str = ""
    emblem: str = "shield"


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature block: the capacity above the blank space, then the name and what stands under it."""

    capacity: tuple[str, ...]
    """ "a.n. WALI KOTA PALEMBANG", "KEPALA DINAS KOMUNIKASI DAN INFORMATIKA" (wording.capacity_lines)."""
    name: str
    below: tuple[str, ...] = ()
    """Rank and "NIP 19700101 199503 1 001", as far as the office's switches show them."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A line under a module: "A1", its title, its JP."""

    code: str
    title: str
    jp: str


@dataclass(frozen=True, slots=True)
class Subject:
    """A mata pelatihan: a module with its units, its JP and, where scores are printed, its score ("87,50")."""

    code: str
    title: str
    jp: str
    units: tuple[Unit, ...] = ()
    score: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Fields in the order in which they are read on paper, front page first."""

    letterhead: Letterhead
    number: str
    legal: str
    """The issuing office, the legal basis and "menyatakan bahwa:", one sentence."""
    name: str
    """The participant with titles before and after (they stay; only the signer's are dropped)."""
    nip: str | None
    """Grouped for print; None where the participant has none, which hides the row."""
    position: str
    workplace: str
    """Unit kerja and OPD in one text."""
    training: str
    batch: str
    """ "Angkatan I Tahun Anggaran 2026"."""
    dates: str
    """ "16–20 November 2026"."""
    place: str
    """Place and mode: "Aula Parameswara, Palembang (luring)"."""
    jp: str
    """ "24 (dua puluh empat) Jam Pelajaran"."""
    predicate: str | None
    issued: str
    """Place and date: "Palembang, 23 November 2026"."""
    issued_on: str
    """The same day as "2026-11-23", for the file's own date."""
    signature: Signature
    code: str
    """26 characters (codes.new_code)."""
    verify_url: str
    """What the QR says, whole."""
    subjects: tuple[Subject, ...]
    jp_total: str
    average: str | None = None
    final: str | None = None
    back_signature: Signature | None = None
    nip_label: str = "NIP"
    """ "NI PPPK" for PPPK."""
    layout: str = "resmi"
    """Key of the layout in the press."""
    kind: str = "certificate"
    """rules.Kind."""
    title: str = "SERTIFIKAT"
    statement: str = "Telah mengikuti dan dinyatakan LULUS"
    """What it says of the person: passed, attended, or what the award is for."""
    qr: str = ""
    """What the QR says, whole: the address with a signed payload behind "#"; "" means verify_url alone."""
    note: str = ""
    """Printed small under the number: what this replaces, and why."""
    footer: str = ""
    """The statement about an electronic signature or seal; only where there is one."""
    signing: str = "wet"
    """rules.Signing: "wet" leaves 30 mm for pen and stamp; the others print that it is signed or sealed electronically."""
    photo_space: bool = False
    """A 3 × 4 cm frame for a glued photo."""

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values; `from_json` gives an equal object back."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """Facts from a row. A field that did not exist when the row was written takes its default; an unknown one raises TypeError."""
        back = stored.get("back_signature")
        return cls(
            **{
                **stored,
                "letterhead": Letterhead(**stored["letterhead"]),
                "signature": _signature(stored["signature"]),
                "back_signature": _signature(back) if back else None,
                "subjects": tuple(
                    Subject(**{**subject, "units": tuple(Unit(**unit) for unit in subject["units"])})
                    for subject in stored["subjects"]
                ),
            }
        )


def _signature(stored: dict[str, Any]) -> Signature:
    return Signature(
        **{**stored, "capacity": tuple(stored["capacity"]), "below": tuple(stored.get("below", ()))},
    )


SAMPLE = Facts(
    letterhead=Letterhead(
        "Pemerintah Kota Palembang",
        "Dinas Komunikasi dan Informatika",
        "Jalan Contoh Nomor 1, Palembang, Sumatera Selatan 30100",
    ),
    number="800.2.4/007/Diskominfo/XI/2026",
    legal=(
        "Dinas Komunikasi dan Informatika Kota Palembang, berdasarkan Undang-Undang Nomor 20 Tahun 2023 tentang "
        "Aparatur Sipil Negara, serta ketentuan pelaksanaannya, menyatakan bahwa:"
    ),
    name="Ratna Contoh Dewi, S.I.Kom., M.Si.",
    nip="19900913 201502 2 001",
    position="Pranata Hubungan Masyarakat Ahli Muda",
    workplace="Bidang Informasi dan Komunikasi Publik, Dinas Komunikasi dan Informatika",
    training="Bimbingan Teknis Pengelolaan Media Sosial Pemerintah Daerah",
    batch="Angkatan I Tahun Anggaran 2026",
    dates="16–20 November 2026",
    place="Aula Parameswara, Palembang (luring)",
    jp="24 (dua puluh empat) Jam Pelajaran",
    predicate="Sangat Memuaskan",
    issued="Palembang, 23 November 2026",
    issued_on="2026-11-23",
    signature=Signature(
        ("a.n. WALI KOTA PALEMBANG", "KEPALA DINAS KOMUNIKASI DAN INFORMATIKA"),
        "Contoh Penandatangan",
        ("Pembina Utama Muda (IV/c)", "NIP 19700101 199503 1 001"),
    ),
    code="7QW2M3KTRV9X0PAD7HZE61GYBC",
    verify_url="https://latih.palembang.go.id/v/7QW2M3KTRV9X0PAD7HZE61GYBC",
    subjects=(
        Subject(
            "A",
            "Jurnalistik",
            "8",
            (
                Unit("A1", "Nilai berita dan sudut pandang layanan publik", "1"),
                Unit("A2", "Lima W satu H, teras berita, dan piramida terbalik", "2"),
                Unit("A3", "Wawancara dan verifikasi data", "1"),
                Unit("A4", "Siaran pers pemerintah daerah", "2"),
                Unit("A5", "Hak jawab dan klarifikasi", "2"),
            ),
            "88,25",
        ),
        Subject(
            "B",
            "Fotografi",
            "8",
            (
                Unit("B1", "Cahaya, komposisi, dan momen kegiatan", "2"),
                Unit("B2", "Foto kegiatan dengan telepon genggam", "2"),
                Unit("B3", "Takarir, teks alternatif, dan izin subjek", "2"),
                Unit("B4", "Cerita foto", "2"),
            ),
            "91,00",
        ),
        Subject(
            "C",
            "Media Sosial",
            "8",
            (
                Unit("C1", "Kebijakan dan etika akun resmi", "1"),
                Unit("C2", "Kalender konten dan khalayak", "2"),
                Unit("C3", "Menulis takarir menurut kanal", "2"),
                Unit("C4", "Menjawab warga dan menangani isu", "2"),
                Unit("C5", "Laporan metrik dan keamanan akun", "1"),
            ),
            "90,10",
        ),
    ),
    jp_total="24",
    average="89,78",
    final="90,04",
)
