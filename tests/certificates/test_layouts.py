"""Every layout with the shortest and the longest of everything, on both papers, however it is signed; judged by poppler and a QR reader."""

import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from itertools import product
from pathlib import Path
from xml.etree import ElementTree

import pytest
import zxingcpp
from PIL import Image, ImageChops, ImageFilter

from lms.certificates.codes import group_code, new_code
from lms.certificates.facts import Facts, Letterhead
from lms.certificates.press import LAYOUTS, Impression, Paper, Print, Unprintable, press, press_many
from lms.certificates.press.calibration import calibration_sheet
from lms.certificates.wording import SEAL_FOOTER, TTE_FOOTER
from tests.certificates.test_press import FOREIGN, LONGEST, SAMPLE, SHORTEST, squeezed, words

MM = 72 / 25.4
XHTML = "{http://www.w3.org/1999/xhtml}"
FOOTERS = {"wet": "", "seal": SEAL_FOOTER, "tte": TTE_FOOTER}
INSTEAD = {"wet": "", "seal": "Disegel secara elektronik", "tte": "Ditandatangani secara elektronik"}
QR = f"{SAMPLE.verify_url}#{'aB3_x9-Kq7' * 19}"
NOTE = "PENGGANTI, diterbitkan 24 November 2026 karena pembetulan nama dan gelar"
CAPACITY = ("a.n. WALI KOTA PALEMBANG", "Plt. KEPALA DINAS PERUMAHAN RAKYAT, KAWASAN PERMUKIMAN, DAN PERTANAHAN")
PEOPLE = {
    "shortest": replace(SHORTEST, letterhead=Letterhead("", "Wali Kota Palembang", "", "garuda")),
    "sample": SAMPLE,
    "longest": replace(LONGEST, note=NOTE, photo_space=True, signature=replace(LONGEST.signature, capacity=CAPACITY)),
    "foreign": FOREIGN,
}
CASES = tuple(product(PEOPLE, FOOTERS))


def laid_out(layout: str, person: str, signing: str = "wet") -> Facts:
    """Facts of that person in the words of that layout. Its own sample stays as it is: it is the office's preview."""
    own = LAYOUTS[layout].sample
    base = PEOPLE[person]
    legal = own.legal if person == "longest" else base.legal
    texts = {"legal": legal, "title": own.title, "statement": own.statement, "kind": own.kind}
    mine = own if person == "sample" else replace(base, **texts)
    return replace(mine, layout=layout, qr=QR, signing=signing, footer=FOOTERS[signing])


def print_of(layout: str, person: str, signing: str) -> Print:
    return Print(laid_out(layout, person, signing), "DUPLIKAT" if person == "longest" else "")


@pytest.fixture(params=[(layout, paper) for layout in LAYOUTS for paper in Paper], ids="-".join, scope="module")
def printed(request: pytest.FixtureRequest) -> tuple[str, Paper, bytes]:
    """A print file with everybody in every way of signing, in the order of CASES."""
    layout, paper = request.param
    return layout, paper, press_many([print_of(layout, *case) for case in CASES], Impression(paper))


@pytest.fixture
def ask(program: Callable[[str], str], tmp_path: Path) -> Callable[..., str]:
    def asked(pdf: bytes, name: str, *options: str) -> str:
        file = tmp_path / "asked.pdf"
        file.write_bytes(pdf)
        return subprocess.run(
            [program(name), *options, str(file), "-"], check=True, capture_output=True, text=True
        ).stdout

    return asked


@pytest.fixture
def picture(program: Callable[[str], str]) -> Callable[..., Image.Image]:
    """`picture(pdf, page, dots)`: the page in grey."""

    def drawn(pdf: bytes, page: int, dots: int) -> Image.Image:
        options = ("-r", str(dots), "-gray", "-f", str(page), "-l", str(page), "-singlefile")
        seen = subprocess.run([program("pdftoppm"), *options, "-"], input=pdf, check=True, capture_output=True)
        return Image.open(BytesIO(seen.stdout)).convert("L")

    return drawn


def sides_of(pages: list[str]) -> Iterator[tuple[str, str]]:
    """Front and back of each sheet."""
    return zip(pages[::2], pages[1::2], strict=True)


# --- what it says ----------------------------------------------------------------------------------------------------


def front_facts(facts: Facts) -> list[str]:
    groups = group_code(facts.code).split("-")
    head = facts.letterhead
    wanted = [
        head.government.upper(), head.office.upper(), head.address, facts.title, f"Nomor : {facts.number}", facts.note,
        facts.legal, facts.name, facts.nip or "", facts.position, facts.workplace, facts.training, facts.batch,
        facts.dates, facts.place, facts.issued, *facts.signature.capacity, facts.signature.name, *facts.signature.below,
        "-".join(groups[:3]), "-".join(groups[3:]), "latih.palembang.go.id/verify", INSTEAD[facts.signing], facts.footer,
    ]  # fmt: skip
    if facts.layout in ("resmi", "songket"):
        wanted += [facts.statement, facts.jp, facts.predicate or ""]
    if facts.layout == "piagam":
        wanted += ["sebagai", facts.statement]
    if facts.layout == "keterangan":
        wanted += ["telah mengikuti", facts.jp]
    return wanted


def back_facts(facts: Facts) -> list[str]:
    wanted = [facts.name, facts.nip or "", facts.training, facts.batch, facts.dates, facts.number, facts.code[:5]]
    if facts.layout == "piagam":
        wanted += [facts.position, facts.workplace, facts.statement, facts.place, facts.jp, facts.issued]
        return wanted + [f"{subject.title} ({subject.jp} JP)" for subject in facts.subjects]
    for subject in facts.subjects:
        wanted += [f"{subject.title} {subject.jp}", *(f"{unit.code} {unit.title} {unit.jp}" for unit in subject.units)]
    if facts.layout != "keterangan":
        wanted += [
            facts.final or "",
            facts.average or "",
            facts.predicate or "",
            *(s.score or "" for s in facts.subjects),
        ]
    return wanted


def test_every_fact_is_in_the_text(printed: tuple[str, Paper, bytes], ask: Callable[..., str]) -> None:
    layout, _, pdf = printed
    pages = [squeezed(page) for page in ask(pdf, "pdftotext", "-raw").split("\f")[:-1]]
    for (front, back), case in zip(sides_of(pages), CASES, strict=True):
        facts = laid_out(layout, *case)
        assert not [fact for fact in front_facts(facts) if fact not in front], case
        assert not [fact for fact in back_facts(facts) if fact not in back], case


def test_it_says_no_more_than_is_true(printed: tuple[str, Paper, bytes], ask: Callable[..., str]) -> None:
    _, _, pdf = printed
    pages = [squeezed(page) for page in ask(pdf, "pdftotext", "-raw").split("\f")[:-1]]
    for sides, (person, signing) in zip(sides_of(pages), CASES, strict=True):
        text = " ".join(sides)
        assert "kompeten" not in text.lower()
        assert ("elektronik" in text) == (signing != "wet")
        assert ("DUPLIKAT" in sides[0]) == ("DUPLIKAT" in sides[1]) == (person == "longest")
        assert ("Pas foto" in text) == (person == "longest")
        for word in ("None", "NIP :", "Jabatan") if person == "shortest" else ("None",):
            assert word not in text


def test_a_letter_of_attendance_never_judges(ask: Callable[..., str]) -> None:
    passed = replace(SAMPLE, layout="keterangan", title="SURAT KETERANGAN")
    text = ask(press(passed), "pdftotext", "-raw")
    assert "telah mengikuti" in text
    for word in ("lulus", "predikat", "Memuaskan", "Nilai akhir", "Rata-rata", "88,25", "90,04"):
        assert word not in text.replace("LULUS", "lulus")


def test_an_award_says_what_it_is_for_in_its_own_words(ask: Callable[..., str]) -> None:
    award = replace(LAYOUTS["piagam"].sample, statement="atas pengelolaan akun perangkat daerah terbaik")
    text = squeezed(ask(press(award), "pdftotext", "-raw"))
    assert "Informatika atas pengelolaan akun perangkat daerah terbaik dalam Bimbingan" in text


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_screen_reader_hears_whole_paragraphs(layout: str, program: Callable[[str], str], tmp_path: Path) -> None:
    """Lines of one paragraph are parted by a space, labels from what they name."""
    file = tmp_path / "certificate.pdf"
    facts = laid_out(layout, "longest")
    file.write_bytes(press(facts))
    told = subprocess.run(
        [program("pdfinfo"), "-struct-text", str(file)], check=True, capture_output=True, text=True
    ).stdout
    assert f'H1 (block)\n    "{facts.title}' in told
    assert "H2 (block)" in told
    for whole in (facts.legal, facts.name, facts.workplace, facts.training):
        assert whole in told, whole


# --- how it lies on the page -----------------------------------------------------------------------------------------


def test_nothing_overlaps_and_the_margins_stay_white(
    printed: tuple[str, Paper, bytes], ask: Callable[..., str]
) -> None:
    _, paper, pdf = printed
    width, height = paper.size
    pages = list(ElementTree.fromstring(ask(pdf, "pdftotext", "-bbox")).iter(f"{XHTML}page"))  # noqa: S314  poppler's own
    assert len(pages) == 2 * len(CASES)
    for n, page in enumerate(pages):
        placed = words(page)
        case = (CASES[n // 2], n % 2)
        outside = [
            word
            for word, left, top, right, bottom in placed
            if left < 15 or top < 15 or right > width - 15 or bottom > height - 15
        ]
        assert not outside, case
        crossing = [
            (one[0], other[0])
            for place, one in enumerate(placed)
            for other in placed[:place]
            if min(one[3], other[3]) - max(one[1], other[1]) > 0.2
            and min(one[4], other[4]) - max(one[2], other[2]) > 0.2
        ]
        assert not crossing, case


@pytest.mark.parametrize("person", ["sample", "longest"])
def test_no_ornament_comes_near_a_word(
    printed: tuple[str, Paper, bytes], person: str, picture: Callable[..., Image.Image]
) -> None:
    """What the background adds is nowhere within a millimetre of what is printed on it."""
    layout, paper, _ = printed
    dots = 72
    one = [print_of(layout, person, "tte")]
    for side in (1, 2):
        whole = picture(press_many(one, Impression(paper)), side, dots)
        bare = picture(press_many(one, Impression(paper, background=False)), side, dots)
        near = bare.point(lambda grey: 255 if grey < 250 else 0).filter(ImageFilter.MaxFilter(5))
        added = ImageChops.difference(whole, bare).point(lambda change: 255 if change > 40 else 0)
        assert added.getbbox() or layout == "keterangan"
        assert ImageChops.multiply(near, added).getbbox() is None


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("signing", FOOTERS)
def test_there_are_30_mm_for_pen_and_stamp_where_a_pen_comes(
    layout: str, signing: str, picture: Callable[..., Image.Image]
) -> None:
    dots = 100
    image = picture(press(laid_out(layout, "longest", signing)), 1, dots)
    axis = 148.5 if layout == "piagam" else 225
    left, right = (int((axis + side) / 25.4 * dots) for side in (-30, 30))
    column = image.crop((left, int(146 / 25.4 * dots), right, int(193 / 25.4 * dots)))
    blank = longest = 0
    for y in range(column.height):
        dark = column.crop((0, y, column.width, y + 1)).getextrema()[0] < 200
        blank = 0 if dark else blank + 1
        longest = max(longest, blank)
    tall = longest * 25.4 / dots
    assert (29.5 <= tall <= 33) if signing == "wet" else tall < 12, tall


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("person", ["shortest", "longest"])
def test_the_qr_can_be_read_from_the_page(layout: str, person: str, picture: Callable[..., Image.Image]) -> None:
    dots = 150
    (code,) = zxingcpp.read_barcodes(picture(press(laid_out(layout, person, "seal")), 1, dots))
    assert code.text == QR
    across = (code.position.top_right.x - code.position.top_left.x) * 25.4 / dots
    assert 26 <= across <= 28


def test_without_a_payload_the_qr_is_the_address(picture: Callable[..., Image.Image]) -> None:
    (code,) = zxingcpp.read_barcodes(picture(press(SAMPLE), 1, 100))
    assert code.text == SAMPLE.verify_url


# --- the kop ---------------------------------------------------------------------------------------------------------


def emblem(width: int, height: int) -> bytes:
    file = BytesIO()
    Image.new("RGB", (width, height), (0, 60, 140)).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("size", [(300, 400), (900, 200), (1, 1)], ids=str)
def test_an_uploaded_picture_stands_over_the_kop(
    layout: str, size: tuple[int, int], picture: Callable[..., Image.Image]
) -> None:
    facts = replace(laid_out(layout, "sample"), letterhead=replace(SAMPLE.letterhead, emblem=f"{size}"))
    pdf = press(facts, {f"{size}": emblem(*size)}.__getitem__)
    plain = press(replace(facts, letterhead=replace(SAMPLE.letterhead, emblem="")))
    added = ImageChops.difference(picture(pdf, 1, 72), picture(plain, 1, 72))
    found = added.point(lambda change: 255 if change > 60 else 0).getbbox()
    assert found
    left, top, right, bottom = (side * 25.4 / 72 for side in found)
    assert left + right == pytest.approx(297, abs=1)
    assert 14 < top < bottom < 33
    assert (right - left) / (bottom - top) == pytest.approx(size[0] / size[1], rel=0.12)


def test_a_picture_nobody_has_is_told() -> None:
    with pytest.raises(Unprintable):
        press(replace(SAMPLE, letterhead=replace(SAMPLE.letterhead, emblem="gone")))


# --- what cannot be printed ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(
    "text",
    [
        {"name": "W" * 400},
        {"training": "Bimbingan Teknis " * 60},
        {"workplace": "Bidang Informasi, " * 80},
        {"number": "800/" * 120},
        {"note": "PENGGANTI " * 80},
        {"footer": "Dokumen ini " * 120},
    ],
    ids=lambda text: next(iter(text)),
)
def test_what_does_not_fit_is_told_each_time(layout: str, text: dict[str, str]) -> None:
    facts = replace(laid_out(layout, "sample"), **text)
    for _ in range(2):
        with pytest.raises(Unprintable):
            press_many([facts])


# --- the print file --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_ornament_is_in_the_file_once(layout: str) -> None:
    people = [
        replace(laid_out(layout, "sample"), name=f"Peserta Ke-{n}", number=f"800/{n:03}", code=new_code())
        for n in range(21)
    ]
    one, bare = (len(press_many(people[:1], Impression(background=shown))) for shown in (True, False))
    assert one - bare < 10_000
    assert (len(press_many(people)) - one) / 20 < 2_600


# --- the paper -------------------------------------------------------------------------------------------------------

Frame = tuple[float, float, float, float]


def frame(image: Image.Image, dots: int) -> Frame:
    """Left, top, right and bottom of the outermost lines that cross most of the page, mm."""
    dark = image.point(lambda grey: 255 if grey < 205 else 0)
    across, down = (
        dark.resize((dark.width, 1), Image.Resampling.BOX),
        dark.resize((1, dark.height), Image.Resampling.BOX),
    )
    columns = [x for x in range(dark.width) if across.getpixel((x, 0)) > 125]
    rows = [y for y in range(dark.height) if down.getpixel((0, y)) > 125]
    ends = (columns[0], rows[0], columns[-1] + 1, rows[-1] + 1)
    left, top, right, bottom = (end * 25.4 / dots for end in ends)
    return left, top, right, bottom


def sheets(impression: Impression) -> dict[str, bytes]:
    found = {name: press_many([laid_out(name, "sample")], impression) for name in ("resmi", "piagam")}
    return found | {"calibration": calibration_sheet(impression.paper, impression)}


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("turn_back", [False, True], ids=["short edge", "long edge"])
def test_front_and_back_meet_when_the_sheet_is_turned(
    paper: Paper, turn_back: bool, picture: Callable[..., Image.Image]
) -> None:
    """Short edge: the sheet turns over its upright middle. Long edge: over its level one, and the back is printed upside down."""
    dots = 120
    turned = Image.Transpose.FLIP_TOP_BOTTOM if turn_back else Image.Transpose.FLIP_LEFT_RIGHT
    for name, pdf in sheets(Impression(paper, turn_back=turn_back)).items():
        front, back = picture(pdf, 1, dots), picture(pdf, 2, dots)
        assert front.size == tuple(pytest.approx(side / 25.4 * dots, abs=1) for side in paper.size)
        seen_through = back.transpose(turned)
        assert frame(seen_through, dots) == pytest.approx(frame(front, dots), abs=0.5), name


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("turn_back", [False, True], ids=["short edge", "long edge"])
def test_an_offset_moves_a_side_by_as_many_millimetres(
    paper: Paper, turn_back: bool, picture: Callable[..., Image.Image]
) -> None:
    dots = 120
    straight = sheets(Impression(paper))
    moved = sheets(Impression(paper, front=(3, -2), back=(-1.5, 2.5), turn_back=turn_back))
    for name, pdf in moved.items():
        for side, (right, down) in ((1, (3, -2)), (2, (-1.5, 2.5))):
            image = picture(pdf, side, dots)
            read = image.transpose(Image.Transpose.ROTATE_180) if turn_back and side == 2 else image
            left, top, *far = frame(picture(straight[name], side, dots), dots)
            wanted = (left + right, top + down, far[0] + right, far[1] + down)
            assert frame(read, dots) == pytest.approx(wanted, abs=0.3), (name, side)


def test_the_calibration_sheet_is_measured_from_the_edges(
    picture: Callable[..., Image.Image], ask: Callable[..., str]
) -> None:
    for paper in Paper:
        pdf = calibration_sheet(paper)
        assert pdf == calibration_sheet(paper)
        width, height = paper.size
        for side in (1, 2):
            found = frame(picture(pdf, side, 150), 150)
            assert found == pytest.approx((20, 20, width - 20, height - 20), abs=0.3)
    front, back, _ = ask(calibration_sheet(Paper.F4, Impression(back=(1.5, -2))), "pdftotext", "-raw").split("\f")
    assert "DEPAN · F4" in front
    assert "0,0 mm ke kanan, 0,0 mm ke bawah" in front
    assert "BELAKANG · F4" in back
    assert "1,5 mm ke kanan, −2,0 mm ke bawah" in back
    assert re.search(r"20 − \.+ \(ukuran dari tepi kiri\)", back)
