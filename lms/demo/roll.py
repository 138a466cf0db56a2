"""The people of the demo city. All are invented; every NIP has a serial number from 901 on, which real ones hardly reach."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from lms.people.rules import Employment, Role

PNS, PPPK, NON_ASN, CPNS = Employment.PNS, Employment.PPPK, Employment.NON_ASN, Employment.CPNS


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody before they have an account; `office` is a code of the organisation list."""

    login: str
    name: str
    titles: tuple[str, str]
    office: str
    employment: Employment
    position: str
    nip: str = ""
    rank: str = ""
    unit: str = ""


HUMAS = "Pranata Hubungan Masyarakat Ahli Pertama"
HUMAS_MUDA = "Pranata Hubungan Masyarakat Ahli Muda"
KOMPUTER = "Pranata Komputer Terampil"
ADMIN = "Pengadministrasi Perkantoran"
OPERATOR = "Operator Layanan Operasional"
PENATA = "Penata Layanan Operasional"
KASI = "Kepala Seksi Pelayanan"
KONTRAK = "Tenaga Pengelola Media Sosial"

# name · title before · title after · office · employment · woman? · position
_FIRST: Final = (
    ("Citra Ayu Lestari", "", "S.I.Kom.", "dinkes", PNS, True, HUMAS),
    ("Rahmat Hidayatullah", "", "S.Kom.", "dukcapil", PNS, False, KOMPUTER),
    ("Maryam", "", "", "kec-plaju", NON_ASN, True, KONTRAK),
    ("Agus Setiawan", "", "S.Sos., M.Si.", "dishub", PNS, False, HUMAS_MUDA),
    ("Nyimas Ratu Fatimah Azzahra", "", "S.E.", "disdik", PPPK, True, PENATA),
    ("Dedi Kurniawan", "", "A.Md.Kom.", "damkar", PPPK, False, OPERATOR),
    ("Masagus Abdul Rohim", "H.", "S.H., M.H.", "setda", PNS, False, "Analis Kebijakan Ahli Muda"),
    ("Yuliana Permatasari", "drg.", "", "rsud-bari", PNS, True, "Dokter Gigi Ahli Pertama"),
    ("Fajar Nugraha", "", "S.I.P.", "satpolpp", PNS, False, "Polisi Pamong Praja Ahli Pertama"),
    ("Suharti", "", "", "kec-gandus", PNS, True, ADMIN),
    ("Kemas Muhammad Fikri", "", "S.T.", "dpupr", CPNS, False, "Penata Kelola Jalan dan Jembatan"),
    ("Anisa Rahmawati", "", "S.Psi.", "dp3a", PPPK, True, "Pekerja Sosial Ahli Pertama"),
    ("Bambang Irawan", "", "", "dlh", NON_ASN, False, KONTRAK),
    ("Ni Luh Putu Sri Wahyuni Kusumaningrum", "Dr.", "S.I.Kom., M.I.Kom.", "prokopim", PNS, True, HUMAS_MUDA),
    ("Ridho Pratama", "", "S.Kom.", "bapenda", PPPK, False, KOMPUTER),
    ("Hesti Wulandari", "", "S.Si.", "labkesda", PNS, True, "Pranata Laboratorium Kesehatan"),
    ("Muhammad Ilham", "", "", "tirta-musi", Employment.BUMD, False, "Staf Hubungan Pelanggan"),
    ("Sri Hartati", "Hj.", "S.Sos.", "dinsos", PNS, True, "Penyuluh Sosial Ahli Muda"),
    ("Eko Saputra", "", "S.Pt.", "puskeswan", PPPK, False, PENATA),
    ("Raden Ayu Laila Kusuma", "", "S.S.", "disbud", PNS, True, "Pamong Budaya Ahli Pertama"),
    ("Andi Wijaya", "", "", "kec-sako", NON_ASN, False, KONTRAK),
    ("Mega Puspitasari", "", "S.Par.", "dispar", PPPK, True, "Adyatama Kepariwisataan"),
    ("Zainal Arifin", "Ir.", "M.T.", "bappeda", PNS, False, "Perencana Ahli Muda"),
    ("Rina Oktaviani", "", "A.Md.", "dpka", PNS, True, "Pustakawan Terampil"),
    ("Syahrial", "", "S.Pi.", "diskan", PNS, False, "Penyuluh Perikanan"),
    ("Tri Wahyuni", "", "S.K.M.", "dinkes", PPPK, True, "Promotor Kesehatan"),
    ("Hendri Gunawan", "", "S.Pd.", "dispora", PNS, False, ADMIN),
    ("Dewi Sartika Br. Ginting", "", "S.E., M.M.", "bpkad", PNS, True, "Analis Keuangan"),
    ("Yoga Aditya", "", "", "disnaker", NON_ASN, False, KONTRAK),
    ("Ratih Kusumawardhani", "", "S.T.P.", "dpkp", CPNS, True, "Analis Ketahanan Pangan"),
)
_SECOND: Final = (
    ("Ahmad Zulkarnain", "", "S.Sos.", "kec-kertapati", PNS, False, KASI),
    ("Intan Permata", "", "S.I.Kom.", "dinkes", PPPK, True, HUMAS),
    ("Rusdi", "", "", "kec-seberang-ulu-satu", NON_ASN, False, KONTRAK),
    ("Masayu Nabila Putri", "", "S.Kom.", "dukcapil", CPNS, True, KOMPUTER),
    ("Bayu Segara", "", "S.Hut.", "dlh", PNS, False, "Pengendali Dampak Lingkungan"),
    ("Siti Khadijah", "Hj.", "S.Ag.", "kec-ilir-barat-dua", PNS, True, KASI),
    ("Joko Susilo", "", "", "rph-gandus", PPPK, False, OPERATOR),
    ("Melati Anggraini", "", "S.Ds.", "dispar", NON_ASN, True, KONTRAK),
    ("Taufik Rahman", "", "S.T., M.T.", "pelabuhan-35-ilir", PNS, False, PENATA),
    ("Nurhayati", "", "S.Kep.", "rsud-gandus", PPPK, True, "Perawat Ahli Pertama"),
    ("Iskandar Muda", "", "S.H.", "inspektorat", PNS, False, "Auditor Ahli Pertama"),
    ("Wulan Sari", "", "A.Md.Ak.", "bpkad", PNS, True, ADMIN),
    ("Rizky Ramadhan", "", "S.I.Kom.", "bpbd", PPPK, False, HUMAS),
    ("Lusiana Tanjung", "", "S.E.", "dinkop", PNS, True, PENATA),
    ("Edi Sutrisno", "", "", "kec-kalidoni", PNS, False, ADMIN),
    ("Aisyah Putri Ramadhani", "", "S.Pd.", "skb", PPPK, True, "Pamong Belajar"),
    ("Firmansyah", "", "S.Kom.", "bkpsdm", PNS, False, KOMPUTER),
    ("Rosdiana", "", "S.Sos.", "dp2kb", PNS, True, "Penyuluh Keluarga Berencana"),
    ("Galih Prakoso", "", "", "perparkiran", NON_ASN, False, KONTRAK),
    ("Maya Sofiana", "apt.", "S.Farm.", "ifk", PNS, True, "Apoteker Ahli Pertama"),
    ("Umar Said", "", "S.IP.", "kesbangpol", PNS, False, PENATA),
    ("Putri Handayani", "", "S.T.", "dprkpp", CPNS, True, "Penata Kelola Perumahan"),
    ("Hasanuddin", "", "", "kec-jakabaring", PPPK, False, OPERATOR),
    ("Veronika Sihombing", "", "S.H., M.Kn.", "dpmptsp", PNS, True, "Penata Perizinan"),
    ("Arif Budiman", "", "S.T.", "metrologi", PNS, False, "Penera Ahli Pertama"),
    ("Desi Ratnasari", "", "S.Gz.", "dinkes", PNS, True, "Nutrisionis"),
    ("Ogan Pratama", "", "", "setwan", NON_ASN, False, KONTRAK),
    ("Lilis Suryani", "", "S.E.", "disdag", PPPK, True, PENATA),
    ("Yusuf Effendi", "", "S.T.", "disperin", PNS, False, "Penyuluh Perindustrian"),
    ("Kartika Dewi", "", "S.Sos.", "kec-sukarami", PNS, True, KASI),
)
RANKS: Final = {
    "Terampil": "Pengatur (II/c)",
    "Pertama": "Penata Muda (III/a)",
    "Muda": "Penata (III/c)",
    "Kepala": "Penata Tingkat I (III/d)",
}

TRAINEE: Final = "peserta"
"""The trainee to look over the shoulder of: the first of Angkatan I."""
STAFF: Final[tuple[tuple[Role, Member], ...]] = (
    (Role.ADMIN, Member("admin", "Herlina Safitri", ("", "S.Kom., M.Si."), "diskominfo", PNS, HUMAS_MUDA)),
    (Role.TRAINER, Member("pelatih", "Dian Anggraeni", ("", "S.I.Kom., M.I.Kom."), "diskominfo", PNS, HUMAS_MUDA)),
    (Role.TRAINER, Member("pelatih2", "Robby Kurnia", ("", "S.Sn."), "diskominfo", PPPK, "Fotografer")),
    (Role.TRAINER, Member("pelatih3", "Sofyan Hadi", ("Drs.", ""), "diskominfo", NON_ASN, "Wartawan, narasumber luar")),
    (Role.AUDITOR, Member("auditor", "Nuraini", ("", "S.E., Ak."), "inspektorat", PNS, "Auditor Ahli Muda")),
    (Role.OPD_ADMIN, Member("opd", "Susilawati", ("", "S.K.M., M.Kes."), "dinkes", PNS, "Kepala Subbagian Umum")),
)


def first_batch(today: date) -> list[Member]:
    """Thirty; the first one has the sign-in name of TRAINEE."""
    people = list(_members(_FIRST, 901, today))
    return [replace(people[0], login=TRAINEE), *people[1:]]


def second_batch(today: date) -> list[Member]:
    return list(_members(_SECOND, 941, today))


def staff(today: date) -> list[tuple[Role, Member]]:
    return [
        (
            role,
            replace(member, nip=_nip(n, member.employment, 981 + n, today, woman=n != 2), rank=_rank(member.position)),
        )
        for n, (role, member) in enumerate(STAFF)
    ]


def _members(
    rows: tuple[tuple[str, str, str, str, Employment, bool, str], ...], serial: int, today: date
) -> Iterator[Member]:
    for n, (name, before, after, office, employment, woman, position) in enumerate(rows):
        words = name.lower().replace(".", "").split()
        yield Member(
            login=words[0] if len(words) == 1 else f"{words[0]}.{words[-1]}",
            name=name,
            titles=(before, after),
            office=office,
            employment=employment,
            position=position,
            nip=_nip(n, employment, serial + n, today, woman=woman),
            rank=_rank(position) if employment in (PNS, CPNS) else "",
            unit="Subbagian Umum" if n % 3 == 0 else "",
        )


def _nip(n: int, employment: Employment, serial: int, today: date, *, woman: bool) -> str:
    """Eighteen digits that fit the person: born, appointed, sex, serial number; empty for people who have none."""
    if employment not in (PNS, CPNS, PPPK):
        return ""
    born = today.replace(day=1) - timedelta(days=365 * 27 + n * 293)
    if employment is PPPK:
        appointed = f"{today.year - 1 - n % 3}21"
    elif employment is CPNS:
        appointed = f"{today.year - 1}03"
    else:
        appointed = f"{born.year + 24}{n % 12 + 1:02}"
    return f"{born:%Y%m%d}{appointed}{2 if woman else 1}{serial}"


def _rank(position: str) -> str:
    return next((rank for word, rank in RANKS.items() if word in position), "Pengatur Muda (II/a)")
