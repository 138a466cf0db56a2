"""A certificate as a document that lasts and can be listened to: PDF/A-2b, structure, words about itself."""

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import page
import pikepdf
import pytest
from pikepdf import Name, Pdf, pdfa
from PIL import Image, ImageDraw

from lms.certificates.facts import SAMPLE, Facts
from lms.certificates.press import LAYOUTS, press
from tests.certificates.test_press import CASES

EMBLEM = "5" * 64
PAINTING = {"Tj", "S", "f", "Do", "INLINE IMAGE"}


def emblem(digest: str) -> bytes:
    """A disc on transparent ground."""
    assert digest == EMBLEM
    drawn = Image.new("RGBA", (90, 120), (0, 0, 0, 0))
    ImageDraw.Draw(drawn).ellipse((5, 5, 85, 115), fill=(20, 60, 140, 200))
    out = BytesIO()
    drawn.save(out, "PNG")
    return out.getvalue()


PICTURED = replace(SAMPLE, letterhead=replace(SAMPLE.letterhead, emblem=EMBLEM))
DOCUMENTS = {
    **CASES,
    "picture": PICTURED,
    **{layout: replace(kind.sample, layout=layout) for layout, kind in LAYOUTS.items()},
}


@pytest.fixture(params=DOCUMENTS, scope="module")
def facts(request: pytest.FixtureRequest) -> Facts:
    return DOCUMENTS[request.param]


def opened(facts: Facts) -> Pdf:
    return pikepdf.open(BytesIO(press(facts, emblem)))


def complaints(pdf: bytes) -> tuple[int, int]:
    """How many things each of two validators finds wrong."""
    first = pdfa.validate_written(BytesIO(pdf), "2b")
    second = page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_A_2B)
    return len(first.findings) + (not first.passed), len(second.failures)


# --- PDF/A -----------------------------------------------------------------------------------------------------------


def test_two_validators_find_nothing_wrong(facts: Facts) -> None:
    assert complaints(press(facts, emblem)) == (0, 0)


def _other_part(pdf: Pdf) -> None:
    packet = pdf.Root.Metadata.read_bytes()
    pdf.Root.Metadata.write(packet.replace(b"<pdfaid:part>2", b"<pdfaid:part>1"))


def _no_intent(pdf: Pdf) -> None:
    del pdf.Root.OutputIntents


def _no_metadata(pdf: Pdf) -> None:
    del pdf.Root.Metadata


def _other_author(pdf: Pdf) -> None:
    pdf.trailer.Info.Author = pikepdf.String("Somebody else")


def _font_left_out(pdf: Pdf) -> None:
    del pdf.pages[0].Resources.Font.F0.DescendantFonts[0].FontDescriptor.FontFile2


def _other_widths(pdf: Pdf) -> None:
    first, widths = list(pdf.pages[0].Resources.Font.F0.DescendantFonts[0].W)[:2]
    assert int(first) == 1
    for place in range(len(widths)):
        widths[place] = 1234


MUTANTS: dict[str, Callable[[Pdf], None]] = {
    "part 1": _other_part,
    "no output intent": _no_intent,
    "no metadata": _no_metadata,
    "font left out": _font_left_out,
    "other widths": _other_widths,
}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_the_validators_see_what_they_should(mutant: str) -> None:
    with opened(SAMPLE) as pdf:
        MUTANTS[mutant](pdf)
        file = BytesIO()
        pdf.save(file, fix_metadata_version=False)
    first, second = complaints(file.getvalue())
    assert first, "pikepdf let it pass"
    assert second, "page-validation let it pass"


def test_the_validators_miss_an_id() -> None:
    pdf = press(SAMPLE)
    assert pdf.count(b"/ID [") == 1
    assert all(complaints(pdf.replace(b"/ID [", b"/IX [")))


# --- what it says of itself ------------------------------------------------------------------------------------------


def test_document_information_and_xmp_say_the_same(facts: Facts) -> None:
    with opened(facts) as pdf:
        info, xmp = pdf.docinfo, pdf.open_metadata()
        assert xmp["dc:title"] == str(info.Title)
        assert facts.number in str(info.Title)
        assert list(xmp["dc:creator"]) == [str(info.Author)] == [facts.letterhead.office or facts.letterhead.government]
        assert xmp["dc:description"] == str(info.Subject) == facts.training
        assert xmp["pdf:Producer"] == str(info.Producer) == xmp["xmp:CreatorTool"] == str(info.Creator)
        assert str(info.CreationDate) == f"D:{facts.issued_on.replace('-', '')}000000+07'00'"
        assert xmp["xmp:CreateDate"] == f"{facts.issued_on}T00:00:00+07:00"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert str(pdf.Root.Lang) == "id-ID"
        assert pdf.pdf_version == "1.7"


def test_signs_of_markup_in_a_title_stay_signs() -> None:
    with opened(replace(SAMPLE, name="Ayu <b>&amp; 'Budi'")) as pdf:
        assert str(pdf.docinfo.Title).endswith("Ayu <b>&amp; 'Budi'")
        assert pdf.open_metadata()["dc:title"] == str(pdf.docinfo.Title)


# --- structure -------------------------------------------------------------------------------------------------------


def elements(node: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every element with the roles above it and its own, in reading order."""
    own = (*path, str(node.S)[1:])
    yield own, node
    for child in node.K:
        if isinstance(child, pikepdf.Dictionary):
            yield from elements(child, own)


def test_everything_on_a_page_is_an_artifact_or_belongs_to_the_structure(facts: Facts) -> None:
    with opened(facts) as pdf:
        assert pdf.Root.MarkInfo.Marked
        numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
        owners = {int(place): list(marks) for place, marks in zip(numbers[::2], numbers[1::2], strict=True)}
        for sheet in pdf.pages:
            open_marks: list[str] = []
            seen: list[int] = []
            for step in pikepdf.parse_content_stream(sheet):
                operator = str(step.operator)
                if operator == "BMC":
                    open_marks.append(str(step.operands[0]))
                elif operator == "BDC":
                    tag, mark = str(step.operands[0]), int(step.operands[1].MCID)
                    assert not open_marks
                    owner = owners[int(sheet.StructParents)][mark]
                    assert str(owner.S) == tag
                    assert mark in [int(kid) for kid in owner.K if not isinstance(kid, pikepdf.Object)]
                    open_marks.append(tag)
                    seen.append(mark)
                elif operator == "EMC":
                    open_marks.pop()
                elif operator in PAINTING:
                    assert open_marks, step
            assert not open_marks
            assert seen == list(range(len(owners[int(sheet.StructParents)])))


def test_headings_and_pictures_have_their_roles(facts: Facts) -> None:
    with opened(facts) as pdf:
        roles = list(elements(pdf.Root.StructTreeRoot.K))
        assert sum(path[-1] == "H1" for path, _ in roles) == 1
        figures = [str(node.get("/Alt", "")) for path, node in roles if path[-1] == "Figure"]
        assert figures
        assert all(figures)
        assert any("QR" in alt for alt in figures)


def test_a_table_is_a_table() -> None:
    with opened(SAMPLE) as pdf:
        roles = list(elements(pdf.Root.StructTreeRoot.K))
        rows = [node for path, node in roles if path[-2:] == ("Table", "TR")]
        cells = [[str(cell.S) for cell in row.K] for row in rows]
        units = sum(len(subject.units) + 1 for subject in SAMPLE.subjects)
        assert cells == [["/TH"] * 4] + [["/TD"] * 4] * (units + 2)
        assert all(head.A.Scope == Name.Column for head in rows[0].K)


@pytest.fixture
def ask(program: Callable[[str], str], tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    def asked(pdf: bytes, name: str, *options: str, end: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
        file = tmp_path / "asked.pdf"
        file.write_bytes(pdf)
        return subprocess.run([program(name), *options, str(file), *end], check=True, capture_output=True, text=True)

    return asked


def test_poppler_reads_it_aloud_in_order(ask: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    told = ask(press(SAMPLE), "pdfinfo", "-struct-text").stdout
    said = [re.sub(r"\s+", " ", text).strip() for text in re.findall(r'"(.*?)"', told, re.DOTALL)]
    wanted = [
        SAMPLE.letterhead.government.upper(), "SERTIFIKAT", f"Nomor : {SAMPLE.number}", SAMPLE.name, SAMPLE.statement,
        SAMPLE.training, SAMPLE.issued, "DAFTAR MATA PELATIHAN", "Mata pelatihan", "Jurnalistik", "88,25", "Rata-rata",
        SAMPLE.average or "",
    ]  # fmt: skip
    places = [said.index(text) for text in wanted]
    assert places == sorted(places)


def test_mupdf_and_qpdf_open_it_without_a_word(
    facts: Facts, ask: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    pdf = press(facts, emblem)
    drawn = ask(pdf, "mutool", "draw", "-q", "-F", "text")
    assert facts.name in re.sub(r"\s+", " ", drawn.stdout)
    assert set(drawn.stderr.splitlines()) <= {"warning: ICC support is not available"}
    checked = json.loads(ask(pdf, "qpdf", "--json", "--json-key=pages").stdout)
    assert len(checked["pages"]) == 2
    assert not ask(pdf, "qpdf", "--check").stderr
