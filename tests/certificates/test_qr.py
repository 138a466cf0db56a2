"""Codes from the table: segno's own, module for module, and legible to a reader that is not segno."""

import random
import string
import subprocess
import sys

import pytest
import segno
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from lms.certificates.codes import new_code, verify_url
from lms.certificates.press import qr

CHANCE = random.Random(20261123)
BASE64URL = string.ascii_letters + string.digits + "-_"


def of_segno(text: str, version: int) -> list[list[bool]]:
    made = segno.make_qr(text, version=version, mode="byte", error="m", boost_error=False, mask=qr.MASK)
    return [[bool(module) for module in row] for row in made.matrix]


def modules(code: qr.Code) -> list[list[bool]]:
    return [[code.dark(x, y) for x in range(code.side)] for y in range(code.side)]


def image(code: qr.Code, scale: int = 4) -> Image.Image:
    side = code.side + 2 * qr.QUIET
    drawn = Image.new("L", (side, side), 255)
    for y, row in enumerate(modules(code), qr.QUIET):
        for x, dark in enumerate(row, qr.QUIET):
            if dark:
                drawn.putpixel((x, y), 0)
    return drawn.resize((side * scale, side * scale), Image.Resampling.NEAREST)


LONGEST = (14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450)
"""Bytes that versions 1, 2, 3 … hold at level M, as the standard's table has them."""


@pytest.mark.parametrize(("version", "longest"), list(enumerate(LONGEST, 1)))
def test_every_version_is_segnos_module_for_module(version: int, longest: int) -> None:
    shortest = LONGEST[version - 2] + 1 if version > 1 else 1
    for length in (shortest, longest, CHANCE.randint(shortest, longest)):
        text = "".join(CHANCE.choices(string.printable[:95], k=length))
        assert modules(qr.code(text)) == of_segno(text, version)


@given(st.text(st.characters(max_codepoint=0x7E, min_codepoint=0x20), min_size=1, max_size=280))
def test_any_text_is_segnos_module_for_module(text: str) -> None:
    made = segno.make_qr(text, mode="byte", error="m", boost_error=False, mask=qr.MASK)
    assert modules(qr.code(text)) == [[bool(module) for module in row] for row in made.matrix]


@pytest.mark.parametrize("signed", [False, True], ids=["address", "address with a signature"])
@pytest.mark.parametrize(
    "base", ["http://127.0.0.1:8000", "https://latih.palembang.go.id", f"https://{'sub.' * 6}go.id"]
)
def test_a_reader_reads_what_was_meant(base: str, signed: bool) -> None:
    for _ in range(50):
        text = verify_url(base, new_code())
        if signed:
            text += "#" + "".join(CHANCE.choices(BASE64URL, k=190))
        (found,) = zxingcpp.read_barcodes(image(qr.code(text)), formats=zxingcpp.BarcodeFormat.QRCode)
        assert found.text == text


def test_more_than_a_code_holds_is_refused() -> None:
    assert qr.code("x" * 2331).side == 177
    with pytest.raises(ValueError, match="2,331"):
        qr.code("x" * 2332)


def test_the_first_code_of_a_process_does_not_keep_anyone_waiting() -> None:
    script = (
        "from lms.certificates.press import qr; import time; started = time.process_time();"
        "qr.code('x' * 260); print(time.process_time() - started)"
    )
    spent = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout
    assert float(spent) < 1
