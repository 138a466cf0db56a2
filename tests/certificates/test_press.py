"""What leaves the press, judged by programs that did not make it: poppler, qpdf, pikepdf and a QR reader."""

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from lms.certificates.codes import group_code, new_code
from lms.certificates.facts import SAMPLE, Facts, Letterhead, Signature
from lms.certificates.press import LAYOUTS, Unprintable, press, press_many, qr

Program = Callable[[str], str]
MM = 72 / 25.4
XHTML = "{http://www.w3.org/1999/xhtml}"

BACK_SIGNATURE = Signature(
    ("KEPALA BIDANG INFORMASI DAN KOMUNIKASI PUBLIK",), "Contoh Kepala Bidang", ("NIP 19750202 200003 2 002",)
)
SHORTEST = replace(
    SAMPLE,
    letterhead=Letterhead("Pemerintah Kota", "Diskominfo"),
    legal="Menyatakan bahwa:",
    name="Ayu",
    nip=None,
    position="",
    workplace="RSUD",
    training="Bimtek",
    predicate=None,
    signature=Signature(("WALI KOTA",), "Oka"),
    subjects=tuple(replace(subject, units=(), score=None) for subject in SAMPLE.subjects[:1]),
    average=None,
    final=None,
)
NAME_120 = (
    "Prof. Dr. Ir. H. Muhammad Abdurrahman Wahyuningtyas Kusumawardhani Tjokroaminoto Hadiningrat, "
    "S.I.Kom., M.Si., Ph.D., CPR"
)
LONG_NAME = replace(SAMPLE, name=NAME_120, back_signature=BACK_SIGNATURE)
LONGEST = replace(
    LONG_NAME,
    number="800.2.4/0007/Sekretariat-Diskominfo-Angkatan-I/XII/2026",
    position="Kepala Subbagian Perencanaan, Evaluasi, Pelaporan, dan Pengelolaan Informasi Publik serta Dokumentasi",
    workplace=(
        "UPTD Pengelolaan Rumah Susun Sederhana Sewa dan Permukiman Kawasan Seberang Ulu, Dinas Perumahan Rakyat, "
        "Kawasan Permukiman, dan Pertanahan"
    ),
    training=(
        "Bimbingan Teknis Peningkatan Kapasitas Pengelola Media Sosial, Jurnalistik, dan Fotografi bagi Pejabat "
        "Pengelola Informasi dan Dokumentasi Perangkat Daerah di Lingkungan Pemerintah Kota"
    ),
    place="Aula Balai Pelatihan Kepemimpinan dan Pengembangan Sumber Daya Manusia Provinsi, Palembang (hibrida)",
    dates="28 Desember 2026–3 Januari 2027",
    signature=Signature(
        ("a.n. WALI KOTA PALEMBANG", "Plt. KEPALA DINAS KOMUNIKASI DAN INFORMATIKA"),
        "Muhammad Abdurrahman Wahyuningtyas Kusumawardhani",
        ("Pembina Utama Muda (IV/c)", "NIP 19700101 199503 1 001"),
    ),
)
FOREIGN = replace(SAMPLE, name="Nūr al-Ḥāfiẓ Ma’rūf D'Arcy-Ñuñez Øyvind Łukasz, S.Pd.I.", nip=None)
GOLDEN = {
    "resmi": "8c7d1f69415cc4adcc24a8316d82e5987385a98ab42df696d6e2adb6d4ae36ef",
    "songket": "d7f2b64cd1cada8d4ea6c4a03d89696888b2d3e6a8a74bf851e79cded21dccd5",
    "piagam": "710bd22b16a3ae84f028999487cf2c655aea0a02ce9ef06ff11a42bb7f35e19b",
    "keterangan": "21c3e237404a3d9112260dc1f30dd8dc4d8884dc2b7bd46732674877f06d2718",
}
"""SHA-256 of the sample of each layout."""
CASES = {"sample": SAMPLE, "shortest": SHORTEST, "long name": LONG_NAME, "longest": LONGEST, "foreign": FOREIGN}


@pytest.fixture(params=CASES, scope="module")
def facts(request: pytest.FixtureRequest) -> Facts:
    return CASES[request.param]


@pytest.fixture
def ask(program: Program, tmp_path: Path) -> Callable[..., str]:
    """`ask(pdf, "pdftotext", "-raw")`: what the program prints about the PDF; it must succeed."""

    def asked(pdf: bytes, name: str, *options: str, end: tuple[str, ...] = ()) -> str:
        tool = program(name)
        file = tmp_path / f"{hashlib.sha256(pdf).hexdigest()[:16]}.pdf"
        file.write_bytes(pdf)
        return subprocess.run([tool, *options, str(file), *end], check=True, capture_output=True, text=True).stdout

    return asked


@pytest.fixture
def picture(ask: Callable[..., str], tmp_path: Path) -> Callable[..., Image.Image]:
    def drawn(pdf: bytes, page: int, dots: int) -> Image.Image:
        name = str(tmp_path / "page")
        options = ("-r", str(dots), "-gray", "-f", str(page), "-l", str(page), "-singlefile", "-png")
        ask(pdf, "pdftoppm", *options, end=(name,))
        return Image.open(f"{name}.png").convert("L")

    return drawn


@pytest.fixture
def read(ask: Callable[..., str]) -> Callable[[bytes], str]:
    """The text of a PDF in the order in which it was drawn, pages parted by form feeds."""

    def text(pdf: bytes) -> str:
        found = ask(pdf, "pdftotext", "-raw", end=("-",))
        assert found.strip()
        return found

    return text


@pytest.fixture
def boxes(ask: Callable[..., str]) -> Callable[[bytes], list[ElementTree.Element]]:
    """The pages of a PDF with the box of every word."""

    def pages(pdf: bytes) -> list[ElementTree.Element]:
        tree = ElementTree.fromstring(ask(pdf, "pdftotext", "-bbox", end=("-",)))  # noqa: S314  poppler's own output
        return list(tree.iter(f"{XHTML}page"))

    return pages


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text)


# --- the same print, today and in ten years --------------------------------------------------------------------------


def test_the_same_facts_give_the_same_bytes(facts: Facts) -> None:
    assert press(facts) == press(facts)


def test_facts_survive_the_database(facts: Facts) -> None:
    stored = json.loads(json.dumps(facts.as_json()))
    assert Facts.from_json(stored) == facts
    assert press(Facts.from_json(stored)) == press(facts)


def test_another_process_prints_the_same_bytes_whatever_was_printed_before() -> None:
    """Here in one order, there in the other, with names between them that need fonts of their own: nothing is left behind."""
    everything = [replace(facts, layout=layout) for layout in LAYOUTS for facts in CASES.values()]
    here = [hashlib.sha256(press(facts)).hexdigest() for facts in everything]
    script = (
        "import hashlib, json, sys; from lms.certificates.facts import Facts; from lms.certificates.press import press;"
        "print(json.dumps([hashlib.sha256(press(Facts.from_json(row))).hexdigest() for row in json.load(sys.stdin)]))"
    )
    rows = json.dumps([facts.as_json() for facts in reversed(everything)])
    other = subprocess.run([sys.executable, "-c", script], input=rows, check=True, capture_output=True, text=True)
    assert json.loads(other.stdout) == here[::-1]


def test_many_may_print_at_the_same_time() -> None:
    everyone = [*CASES.values()] * 6
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(press, everyone)) == [press(facts) for facts in everyone]


def test_the_samples_are_those_of_yesterday() -> None:
    """An unsigned certificate is not stored: it is printed again, and whoever uploads it is told by its SHA-256 whether it is the
    very file. So a change of these bytes is a change of every certificate that was ever issued. Where it is meant, a new layout
    or a new field of the facts leaves the old ones as they are; where nothing is in use yet, write the new digests here.

    The bytes follow from the code, the packages in requirements.lock, and the system's zlib.
    """
    samples = {key: replace(layout.sample, layout=key) for key, layout in LAYOUTS.items()}
    assert {key: hashlib.sha256(press(facts)).hexdigest() for key, facts in samples.items()} == GOLDEN


def test_a_row_from_before_a_field_existed_can_be_read() -> None:
    stored = SAMPLE.as_json()
    for later in ("back_signature", "nip_label", "layout"):
        del stored[later]
    assert Facts.from_json(stored) == SAMPLE


def test_a_field_nobody_knows_is_refused() -> None:
    with pytest.raises(TypeError, match="photo"):
        Facts.from_json({**SAMPLE.as_json(), "photo": "x"})


# --- what it says ----------------------------------------------------------------------------------------------------


def test_every_fact_can_be_found_as_text(facts: Facts, read: Callable[[bytes], str]) -> None:
    text = squeezed(read(press(facts)))
    front, back = text.split("DAFTAR MATA PELATIHAN")
    groups = group_code(facts.code).split("-")
    wanted = [
        facts.letterhead.government.upper(), facts.letterhead.office.upper(), facts.letterhead.address, "SERTIFIKAT",
        f"Nomor : {facts.number}", facts.legal, facts.name, facts.nip or "", facts.position, facts.workplace,
        "Telah mengikuti dan dinyatakan LULUS", facts.training, facts.batch, facts.dates, facts.place, facts.jp,
        facts.predicate or "", "Pindai untuk memeriksa keaslian", "-".join(groups[:3]), "-".join(groups[3:]),
        facts.issued, *facts.signature.capacity, facts.signature.name, *facts.signature.below,
    ]  # fmt: skip
    places = [front.find(fact) for fact in wanted]
    assert -1 not in places, [fact for fact, place in zip(wanted, places, strict=True) if place < 0]
    reading = [wanted.index(fact) for fact in ("SERTIFIKAT", facts.name, facts.training, facts.issued)]
    assert [places[n] for n in reading] == sorted(places[n] for n in reading)

    behind = [facts.training, facts.batch, facts.name, facts.nip or "", facts.average or "", facts.final or ""]
    behind += [facts.predicate or "", f"Jumlah {facts.jp_total}", facts.number]
    for subject in facts.subjects:
        behind += [f"{subject.title} {subject.jp}", subject.score or ""]
        behind += [f"{unit.code} {unit.title} {unit.jp}" for unit in subject.units]
    if facts.back_signature:
        behind += [*facts.back_signature.capacity, facts.back_signature.name, *facts.back_signature.below]
    assert not [fact for fact in behind if fact not in back]


def test_what_there_is_not_is_not_printed(read: Callable[[bytes], str]) -> None:
    text = read(press(SHORTEST))
    for word in ("NIP", "Jabatan", "predikat", "Predikat", "Nilai", "Rata-rata", "None"):
        assert word not in text


def test_it_claims_neither_competence_nor_an_electronic_signature(facts: Facts, read: Callable[[bytes], str]) -> None:
    text = read(press(facts)).lower()
    assert "kompeten" not in text
    assert "elektronik" not in text


def test_the_label_of_a_pppk_number(read: Callable[[bytes], str]) -> None:
    text = read(press(replace(SAMPLE, nip_label="NI PPPK")))
    assert f"NI PPPK : {SAMPLE.nip}" in squeezed(text)


# --- the file --------------------------------------------------------------------------------------------------------


def test_the_file_is_sound_and_all_fonts_are_inside(facts: Facts, ask: Callable[..., str]) -> None:
    pdf = press(facts)
    assert "No syntax or stream encoding errors" in ask(pdf, "qpdf", "--check")
    fonts = ask(pdf, "pdffonts").splitlines()[2:]
    assert fonts
    for line in fonts:
        embedded, subset, unicode = line.split()[-5:-2]
        assert (embedded, subset, unicode) == ("yes", "yes", "yes"), line


def test_the_file_says_what_it_is() -> None:
    with pikepdf.open(BytesIO(press(SAMPLE))) as pdf:
        assert str(pdf.Root.Lang) == "id-ID"
        assert SAMPLE.number in str(pdf.docinfo.Title)
        assert SAMPLE.name in str(pdf.docinfo.Title)
        assert str(pdf.docinfo.Author) == SAMPLE.letterhead.office
        assert str(pdf.docinfo.CreationDate).startswith("D:20261123")
        assert pdf.Root.ViewerPreferences.Duplex == pikepdf.Name.DuplexFlipShortEdge
        assert [tuple(round(float(side) / MM) for side in page.mediabox) for page in pdf.pages] == [
            (0, 0, 297, 210)
        ] * 2


# --- how it lies on the page -----------------------------------------------------------------------------------------


def words(page: ElementTree.Element) -> list[tuple[str, float, float, float, float]]:
    """(word, left, top, right, bottom) in mm; the box's height cut to that of its letters."""
    found = []
    for word in page.iter(f"{XHTML}word"):
        left, top, right, bottom = (float(word.attrib[side]) / MM for side in ("xMin", "yMin", "xMax", "yMax"))
        height = bottom - top
        found.append((word.text or "", left, top + height * 0.22, right, bottom - height * 0.24))
    return found


def test_nothing_overlaps_and_the_margins_stay_white(
    facts: Facts, boxes: Callable[..., list[ElementTree.Element]]
) -> None:
    for page in boxes(press(facts)):
        placed = words(page)
        assert placed
        outside = [
            word for word, left, top, right, bottom in placed if left < 15 or top < 15 or right > 282 or bottom > 195
        ]
        assert not outside
        crossing = [
            (one[0], other[0])
            for n, one in enumerate(placed)
            for other in placed[:n]
            if min(one[3], other[3]) - max(one[1], other[1]) > 0.2
            and min(one[4], other[4]) - max(one[2], other[2]) > 0.2
        ]
        assert not crossing


def test_there_are_30_mm_for_pen_and_stamp(facts: Facts, picture: Callable[..., Image.Image]) -> None:
    dots = 100
    column = picture(press(facts), 1, dots).crop(
        (int(190 / 25.4 * dots), int(100 / 25.4 * dots), int(263 / 25.4 * dots), int(197 / 25.4 * dots))
    )
    blank = longest = 0
    for y in range(column.height):
        dark = column.crop((0, y, column.width, y + 1)).getextrema()[0] < 200
        blank = 0 if dark else blank + 1
        longest = max(longest, blank)
    assert 29.5 <= longest * 25.4 / dots <= 33


def test_a_long_name_is_set_smaller_but_stays_readable(boxes: Callable[..., list[ElementTree.Element]]) -> None:
    def size(facts: Facts, word: str) -> float:
        front = boxes(press(facts))[0]
        return next(bottom - top for text, _left, top, _right, bottom in words(front) if text == word)

    usual, small, body = size(SAMPLE, "Ratna"), size(LONG_NAME, "Muhammad"), size(LONG_NAME, "menyatakan")
    assert body * 1.4 < small < usual


# --- the QR ----------------------------------------------------------------------------------------------------------


def test_the_printed_qr_leads_to_the_verify_address(facts: Facts, picture: Callable[..., Image.Image]) -> None:
    dots = 200
    image = picture(press(facts), 1, dots)
    (code,) = zxingcpp.read_barcodes(image)
    assert code.text == facts.verify_url
    across = (code.position.top_right.x - code.position.top_left.x) * 25.4 / dots
    assert 22 <= across <= 26
    module = across / qr.code(facts.verify_url).side
    left, top = code.position.top_left.x, code.position.top_left.y
    quiet = int((qr.QUIET - 0.5) * module / 25.4 * dots)
    assert image.crop((left - quiet, top, left - 2, top + 100)).getextrema() == (255, 255)
    assert image.crop((left, top - quiet, left + 100, top - 2)).getextrema() == (255, 255)


@pytest.mark.parametrize("dots", [200, 300, 600])
def test_the_printed_qr_has_sharp_edges(dots: int, picture: Callable[..., Image.Image]) -> None:
    """In poppler and in what Chromium draws PDFs with: no grey between black and white where it is printed."""
    signed = replace(SAMPLE, qr=f"{SAMPLE.verify_url}#{'aB3_x9-Kq7' * 19}")
    pdf = press(signed)
    sheet = pypdfium2.PdfDocument(pdf)[0].render(scale=dots / 72).to_pil().convert("L")
    for image in (picture(pdf, 1, dots), sheet):
        (code,) = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)
        assert code.text == signed.qr
        corners = code.position
        seen = image.crop((corners.top_left.x, corners.top_left.y, corners.bottom_right.x, corners.bottom_right.y))
        assert sum(seen.histogram()[60:200]) < 0.01 * seen.width * seen.height


# --- what cannot be printed ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["محمد", "Ayu 😀", "Nu\x00r", "Ayu q\u0301", "李"])
def test_a_sign_without_a_font_is_told_and_never_printed(name: str) -> None:
    facts = replace(SAMPLE, name=name)
    with pytest.raises(Unprintable) as raised:
        press(facts)
    assert raised.value.number == SAMPLE.number
    assert raised.value.problems
    assert all(name in str(problem.params["text"]) for problem in raised.value.problems)
    with pytest.raises(Unprintable):
        press_many([SAMPLE, facts])


@pytest.mark.parametrize("typed", ["Re\u0301my Ayu", "Ré\u200bmy\u202e Ayu", "  Rémy \n Ayu "])
def test_one_name_however_it_was_typed(typed: str, read: Callable[[bytes], str]) -> None:
    pdf = press(replace(SAMPLE, name=typed))
    assert "Rémy Ayu" in squeezed(read(pdf))
    assert pdf == press(replace(SAMPLE, name="Rémy Ayu"))


@pytest.mark.parametrize(
    "name", [NAME_120, "H. Ma’mun D'Arcy-O'Neill, S.Pd.", "Zoë Çelik-Łukaszewicz", "I Gusti Ñoman Śaṅkara"]
)
def test_names_as_people_have_them(name: str, read: Callable[[bytes], str]) -> None:
    front, back = squeezed(read(press(replace(SAMPLE, name=name)))).split("DAFTAR MATA PELATIHAN")
    assert name in front
    assert name in back


def test_a_sign_one_font_lacks_comes_from_another(read: Callable[[bytes], str]) -> None:
    address = "Jalan Ḥāfiẓ Nomor 1"
    facts = replace(SAMPLE, letterhead=replace(SAMPLE.letterhead, address=address))
    assert address in read(press(facts))


@pytest.mark.parametrize(
    "facts",
    [
        replace(SAMPLE, name="W" * 400),
        replace(SAMPLE, training="Bimbingan Teknis " * 40),
        replace(SAMPLE, signature=replace(SAMPLE.signature, capacity=("KEPALA DINAS " * 20,))),
        replace(SAMPLE, subjects=SAMPLE.subjects * 6),
    ],
    ids=["name", "training", "capacity", "subjects"],
)
def test_what_does_not_fit_is_told(facts: Facts) -> None:
    with pytest.raises(Unprintable) as raised:
        press(facts)
    assert any("too long" in problem.msgid for problem in raised.value.problems)


def test_every_layout_prints_its_sample() -> None:
    for key, layout in LAYOUTS.items():
        assert press(replace(layout.sample, layout=key)).startswith(b"%PDF")


def test_an_unknown_layout_says_which_there_are() -> None:
    with pytest.raises(KeyError, match="resmi"):
        press(replace(SAMPLE, layout="emas"))


# --- the print file --------------------------------------------------------------------------------------------------


def roster(size: int) -> list[Facts]:
    return [replace(SAMPLE, number=f"800/{n:03}", name=f"Peserta Ke-{n}", code=new_code()) for n in range(1, size + 1)]


def test_a_print_file_holds_everyone_in_order_and_the_rest_once(
    ask: Callable[..., str], read: Callable[[bytes], str]
) -> None:
    people = roster(12)
    pdf = press_many(iter(people))
    assert pdf == press_many(people)
    assert re.search(r"^Pages:\s+24$", ask(pdf, "pdfinfo"), re.MULTILINE)
    pages = read(pdf).split("\f")
    assert [facts.name in pages[2 * n] and facts.number in pages[2 * n + 1] for n, facts in enumerate(people)] == [
        True
    ] * 12
    assert len(ask(pdf, "pdffonts").splitlines()) == 2 + 3
    assert "No syntax or stream encoding errors" in ask(pdf, "qpdf", "--check")


def test_one_more_person_adds_little_to_a_print_file() -> None:
    people = roster(40)
    assert (len(press_many(people)) - len(press_many(people[:20]))) / 20 < 2500


def test_a_certificate_looks_the_same_alone_and_in_a_print_file(picture: Callable[..., Image.Image]) -> None:
    people = [LONGEST, SAMPLE, SHORTEST]
    merged = press_many(people)
    for place, facts in enumerate(people):
        for side in (1, 2):
            assert picture(press(facts), side, 60).tobytes() == picture(merged, 2 * place + side, 60).tobytes()


def test_a_print_file_for_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="nobody"):
        press_many([])
