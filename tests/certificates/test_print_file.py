"""The print file: everybody in one PDF, what is shared a single time, and each side where the printer needs it."""

import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from lms.certificates.codes import new_code
from lms.certificates.facts import SAMPLE, Facts
from lms.certificates.press import Impression, Paper, Print, Unprintable, press_many
from lms.certificates.press.impression import A4_LANDSCAPE, F4_LANDSCAPE
from tests.certificates.test_pdfa import PICTURED, emblem
from tests.certificates.test_press import FOREIGN, LONGEST, MM, SHORTEST, squeezed

Words = list[list[tuple[str, float, float]]]


def roster(size: int) -> list[Facts]:
    return [
        replace(
            SAMPLE, number=f"800/{n:03}", name=f"Peserta Ke-{n}", code=new_code(), qr=f"{SAMPLE.verify_url}#{n:0190}"
        )
        for n in range(1, size + 1)
    ]


@pytest.fixture
def placed(program: Callable[[str], str]) -> Callable[[bytes], Words]:
    """The words of each page with their middle in mm from the top left corner."""

    def found(pdf: bytes) -> Words:
        told = subprocess.run(
            [program("pdftotext"), "-bbox", "-", "-"], input=pdf, check=True, capture_output=True
        ).stdout.decode()
        pages = []
        for page in told.split("<page ")[1:]:
            words = re.findall(r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>', page)
            pages.append(
                [
                    (word, (float(left) + float(right)) / 2 / MM, (float(top) + float(bottom)) / 2 / MM)
                    for left, top, right, bottom, word in words
                ]
            )
        return pages

    return found


@pytest.fixture
def picture(program: Callable[[str], str]) -> Callable[[bytes, int], Image.Image]:
    def drawn(pdf: bytes, page: int) -> Image.Image:
        options = ("-r", "60", "-gray", "-f", str(page), "-l", str(page), "-singlefile", "-", "-")
        seen = subprocess.run([program("pdftoppm"), *options[:-1]], input=pdf, check=True, capture_output=True)
        return Image.open(BytesIO(seen.stdout)).convert("L")

    return drawn


def things(pdf: bytes) -> list[str]:
    with pikepdf.open(BytesIO(pdf)) as opened:
        found = [thing for thing in opened.objects if isinstance(thing, pikepdf.Stream)]
        return [str(thing.get("/Subtype", "")) for thing in found]


def test_what_is_shared_stands_in_it_once() -> None:
    three, thirty = press_many(roster(3)), press_many(roster(30))
    for kind in ("/Form", "/Image"):
        assert things(three).count(kind) == things(thirty).count(kind)
    assert (len(thirty) - len(three)) / 27 <= 2500


def test_it_goes_into_a_file_as_it_would_into_memory(tmp_path: Path) -> None:
    people = roster(5)
    with (tmp_path / "print.pdf").open("wb") as file:
        assert press_many(iter(people), file=file) is None
    assert (tmp_path / "print.pdf").read_bytes() == press_many(people)


def test_a_file_that_somebody_breaks_stays_unwritten(tmp_path: Path) -> None:
    with (tmp_path / "print.pdf").open("wb") as file, pytest.raises(Unprintable):
        press_many([SAMPLE, replace(SAMPLE, name="محمد")], file=file)
    assert (tmp_path / "print.pdf").read_bytes() == b""


def test_rare_signs_of_many_people_share_one_font(program: Callable[[str], str]) -> None:
    names = ["Rémy Müller", "Łukasz Żak", "Nūr al-Ḥāfiẓ", "D’Arcy O'Neill", "Søren Kierkegård"]
    pdf = press_many([*(replace(SAMPLE, name=name) for name in names), FOREIGN])
    told = subprocess.run([program("pdftotext"), "-", "-"], input=pdf, check=True, capture_output=True).stdout.decode()
    assert all(name in squeezed(told) for name in names)
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert set(opened.pages[0].Resources.Font) == {"/F0", "/F1", "/F2", "/R1"}


def test_an_uploaded_picture_stands_in_it_once_and_may_be_missing() -> None:
    assert things(press_many([PICTURED] * 4, pictures=emblem)).count("/Image") == 2
    with pytest.raises(Unprintable, match="picture"):
        press_many([replace(SAMPLE, letterhead=replace(SAMPLE.letterhead, emblem="6" * 64))])


# --- paper -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("paper", "size"), [(Paper.A4, A4_LANDSCAPE), (Paper.F4, F4_LANDSCAPE)])
def test_every_page_has_the_size_of_the_paper(paper: Paper, size: tuple[float, float]) -> None:
    with pikepdf.open(BytesIO(press_many([SAMPLE, LONGEST, SHORTEST], Impression(paper)))) as pdf:
        boxes = [[float(side) / MM for side in page.mediabox] for page in pdf.pages]
    assert boxes == [pytest.approx([0, 0, *size], abs=0.01)] * 6


def test_each_side_is_moved_by_its_own_offset(placed: Callable[[bytes], Words]) -> None:
    straight = placed(press_many([SAMPLE]))
    moved = placed(press_many([SAMPLE], Impression(front=(2, 1), back=(-3, 0.5))))
    for side, (right, down) in enumerate([(2, 1), (-3, 0.5)]):
        for (word, x, y), (same, x2, y2) in zip(straight[side], moved[side], strict=True):
            assert word == same
            assert (x2 - x, y2 - y) == pytest.approx((right, down), abs=0.01)


def test_a_turned_back_is_the_back_upside_down(placed: Callable[[bytes], Words]) -> None:
    straight, turned = press_many([SAMPLE]), press_many([SAMPLE], Impression(turn_back=True))
    (front, back), (front_too, upside_down) = placed(straight)[:2], placed(turned)[:2]
    assert front == front_too
    wide, high = A4_LANDSCAPE
    middles = sorted((word, round(wide - x, 1), round(high - y, 1)) for word, x, y in upside_down)
    for (word, x, y), (same, x2, y2) in zip(
        sorted((w, round(x, 1), round(y, 1)) for w, x, y in back), middles, strict=True
    ):
        assert (word, x, y) == (same, pytest.approx(x2, abs=0.3), pytest.approx(y2, abs=0.8))
    for pdf, duplex in ((turned, "DuplexFlipLongEdge"), (straight, "DuplexFlipShortEdge")):
        with pikepdf.open(BytesIO(pdf)) as opened:
            assert str(opened.Root.ViewerPreferences.Duplex) == f"/{duplex}"


def test_an_offset_of_a_turned_back_is_meant_as_the_back_is_read(placed: Callable[[bytes], Words]) -> None:
    turned = placed(press_many([SAMPLE], Impression(turn_back=True)))[1]
    moved = placed(press_many([SAMPLE], Impression(turn_back=True, back=(2, 1))))[1]
    (_, x, y), (_, x2, y2) = turned[0], moved[0]
    assert (x - x2, y - y2) == pytest.approx((2, 1), abs=0.01)


@pytest.mark.parametrize("turned", [False, True])
def test_front_and_back_lie_on_each_other_on_the_sheet(
    turned: bool, picture: Callable[[bytes, int], Image.Image]
) -> None:
    """The frames of both sides, looked at through the paper, are within 1 mm: the short edge turns left into right, and a
    back that is turned upside down meets a printer that turns the long edge."""
    pdf = press_many([SAMPLE], Impression(turn_back=turned))
    front, back = picture(pdf, 1), picture(pdf, 2)
    through = back.transpose(Image.Transpose.FLIP_TOP_BOTTOM if turned else Image.Transpose.FLIP_LEFT_RIGHT)
    boxes = [image.point(lambda grey: 255 if grey < 200 else 0).getbbox() for image in (front, through)]
    for one, other in zip(*(box or () for box in boxes), strict=True):
        assert abs(one - other) * 25.4 / 60 <= 1


def test_pre_printed_paper_gets_no_background(picture: Callable[[bytes, int], Image.Image]) -> None:
    full, bare = press_many([SAMPLE]), press_many([SAMPLE], Impression(background=False))
    assert len(bare) < len(full)
    ink = [sum(picture(pdf, 1).point(lambda grey: grey < 200).histogram()[1:]) for pdf in (full, bare)]
    assert ink[1] < ink[0] * 0.6


def test_prints_and_facts_may_be_mixed(program: Callable[[str], str]) -> None:
    pdf = press_many([SAMPLE, Print(replace(SAMPLE, name="Budi"), "DUPLIKAT")])
    pages = subprocess.run([program("pdftotext"), "-", "-"], input=pdf, check=True, capture_output=True).stdout.decode()
    front, _, second, _, _ = pages.split("\f")
    assert "DUPLIKAT" not in front
    assert "DUPLIKAT" in second
