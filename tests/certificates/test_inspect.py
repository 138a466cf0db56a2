"""What the inspection says of a PDF that somebody brings: whole, altered, added to, rewritten, or no PDF at all."""

import random
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pyhanko.sign.validation.dss import DocumentSecurityStore

from lms.certificates.facts import SAMPLE
from lms.certificates.press import press
from lms.certificates.signing import seal
from lms.certificates.signing.inspect import Examiner, Inspection, Signature, examiner, inspect
from lms.config import Settings
from lms.kit.clock import now
from tests.authority import Authority, Holder
from tests.officials import other_text, rewritten, signed, updated


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture(scope="module")
def official(authority: Authority) -> Holder:
    return authority.holder("Kepala Dinas Contoh")


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return press(SAMPLE)


@pytest.fixture(scope="module")
def sealed(official: Holder, pdf: bytes, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    with seal.open_seal(Settings(seal=official.files(tmp_path_factory.mktemp("seal")))) as opened:
        return opened.sign(pdf)


@pytest.fixture(scope="module")
def desk() -> Iterator[Examiner]:
    with examiner() as opened:
        yield opened


def only(found: Inspection) -> Signature:
    (signature,) = found.signatures
    return signature


def test_an_unsigned_print(desk: Examiner, pdf: bytes) -> None:
    found = desk.inspect(pdf)
    assert (found.is_pdf, found.pages, found.signatures) == (True, 2, ())


def test_a_sealed_print(desk: Examiner, authority: Authority, pdf: bytes, sealed: bytes) -> None:
    found, plain = desk.inspect(sealed, roots=authority.roots), desk.inspect(pdf)
    signature = only(found)
    assert (signature.signer, signature.issuer) == ("Kepala Dinas Contoh", "CA Contoh")
    assert (signature.intact, signature.covers_whole_file, signature.modified_after) == (True, True, False)
    assert (signature.trusted, signature.holds) == (True, True)
    assert signature.signed_at is not None
    assert abs((now() - signature.signed_at.astimezone(UTC)).total_seconds()) < 300
    assert found.content == plain.content
    assert set(plain.revisions) & set(found.revisions), "the print it was made from is still in it"


def test_trust_is_only_told_where_roots_are_given(desk: Examiner, sealed: bytes) -> None:
    assert only(desk.inspect(sealed)).trusted is None
    assert only(desk.inspect(sealed, roots=Authority("CA Lain").roots)).trusted is False


def test_it_needs_no_desk(sealed: bytes) -> None:
    assert only(inspect(sealed)).holds


def test_a_flipped_byte_anywhere_is_found(desk: Examiner, sealed: bytes, pdf: bytes) -> None:
    """Inside the signature itself are zeros of padding that mean nothing; everywhere else no bit may change."""
    chance = random.Random(7)
    gap = sealed.index(b"/Contents <", len(pdf))
    end = sealed.index(b">", gap)
    places = [*chance.sample(range(gap), 60), *chance.sample(range(end + 1, len(sealed)), 20)]
    for place in places:
        altered = bytearray(sealed)
        altered[place] ^= 1 << chance.randrange(8)
        found = desk.inspect(bytes(altered))
        assert not found.is_pdf or not any(one.holds for one in found.signatures), f"byte {place}"


@pytest.mark.parametrize("behind", [b"\n", b"% a remark\n", b"\0" * 10])
def test_bytes_behind_the_signature_are_found(behind: bytes, desk: Examiner, sealed: bytes) -> None:
    signature = only(desk.inspect(sealed + behind))
    assert (signature.covers_whole_file, signature.modified_after) == (False, True)


def test_an_incremental_update_after_signing_is_found(desk: Examiner, official: Holder, pdf: bytes) -> None:
    whole = signed(pdf, official)
    found = desk.inspect(updated(whole, other_text))
    assert (only(found).intact, only(found).modified_after, only(found).holds) == (True, True, False)
    assert found.content != desk.inspect(whole).content


def test_a_change_that_is_signed_with_it_shows_in_the_content(desk: Examiner, official: Holder, pdf: bytes) -> None:
    """A shadow: the print is still the beginning of the file, and the signature covers all of it."""
    found, plain = desk.inspect(signed(pdf, official, change=other_text)), desk.inspect(pdf)
    assert only(found).holds
    assert set(plain.revisions) & set(found.revisions)
    assert found.content != plain.content


def test_a_stranger_who_signs_over_an_altered_file_does_not_make_it_whole(
    desk: Examiner, official: Holder, pdf: bytes
) -> None:
    forged = signed(
        updated(signed(pdf, official), other_text), Authority("CA Lain").holder("Penipu"), field="Signature2"
    )
    first, second = desk.inspect(forged).signatures
    assert (first.signer, first.holds) == ("Kepala Dinas Contoh", False)
    assert (second.signer, second.holds) == ("Penipu", True)


def test_a_second_official_leaves_the_first_signature_whole(
    desk: Examiner, authority: Authority, official: Holder, pdf: bytes
) -> None:
    twice = signed(signed(pdf, official), authority.holder("Sekretaris"), field="Signature2")
    first, second = desk.inspect(twice).signatures
    assert (first.holds, second.holds) == (True, True)
    assert (first.covers_whole_file, second.covers_whole_file) == (False, True)


def test_proof_for_the_long_term_is_no_change(desk: Examiner, official: Holder, pdf: bytes) -> None:
    """Signing services add the certificates that a check in ten years needs (PAdES B-LT) behind the signature."""
    out = BytesIO(signed(pdf, official))
    (certificate,) = seal._for_pyhanko(seal.Identity(official.authority))
    DocumentSecurityStore.add_dss(out, sig_contents=None, certs=[certificate])
    signature = only(desk.inspect(out.getvalue()))
    assert (signature.covers_whole_file, signature.modified_after, signature.holds) == (False, False, True)


def test_a_file_that_was_only_written_anew_shows_the_same(desk: Examiner, pdf: bytes) -> None:
    plain, again = desk.inspect(pdf), desk.inspect(rewritten(pdf))
    assert again.content == plain.content
    assert not set(plain.revisions) & set(again.revisions)


def test_another_name_shows_something_else(desk: Examiner, pdf: bytes) -> None:
    assert desk.inspect(press(replace(SAMPLE, name="Orang Lain"))).content != desk.inspect(pdf).content


@pytest.mark.parametrize(
    "edit",
    [
        lambda document: document.pages[0].obj.__setitem__("/Rotate", 180),
        lambda document: document.pages[0].obj.__setitem__("/CropBox", pikepdf.Array([0, 0, 300, 300])),
        lambda document: document.Root.__setitem__(
            "/OpenAction", pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="1")
        ),
        lambda document: document.pages.append(document.pages[0]),
        lambda document: document.pages.__delitem__(1),
        lambda document: document.pages[0].obj.__setitem__(
            "/Annots",
            document.make_indirect(
                pikepdf.Array([pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Stamp)])
            ),
        ),
    ],
)
def test_what_the_page_shows_or_does_counts(edit: Callable[[pikepdf.Pdf], None], desk: Examiner, pdf: bytes) -> None:
    edited = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        edit(document)
        document.save(edited)
    assert desk.inspect(edited.getvalue()).content != desk.inspect(pdf).content


def test_the_code_in_the_file(desk: Examiner, pdf: bytes) -> None:
    for written, read in ((SAMPLE.code, SAMPLE.code), ("<b>no code</b>", None)):
        out = BytesIO()
        with pikepdf.open(BytesIO(pdf)) as document:
            with document.open_metadata() as told:
                told["dc:identifier"] = written
            document.save(out)
        assert desk.inspect(out.getvalue()).code == read


# --- hostile ---------------------------------------------------------------------------------------------------------


def pdf_around(stream: bytes, more: bytes = b"") -> bytes:
    """A page whose content is this deflated stream, with more objects; readers mend the missing table."""
    return (
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R" + more + b">>endobj\n"
        b"4 0 obj<</Filter/FlateDecode/Length %d>>stream\n" % len(stream) + stream + b"\nendstream endobj\n"
        b"trailer<</Root 1 0 R/Size 5>>\nstartxref\n0\n%%EOF\n"
    )


def bomb(size: int) -> bytes:
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(bytes(1024**2)) for _ in range(size)) + packer.flush()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("nothing", b""),
        ("text", b"this is no PDF" * 100),
        ("only a head", b"%PDF-1.7\n"),
        ("a head and noise", b"%PDF-1.7\n" + random.Random(3).randbytes(5000)),
        ("a photo", b"\xff\xd8\xff\xe0" + bytes(400)),
        ("too large", b"%PDF-1.7\n" + bytes(21 * 1024**2)),
        ("locked", b""),
    ],
)
def test_what_is_no_pdf_says_so(name: str, content: bytes, desk: Examiner, pdf: bytes) -> None:
    if name == "locked":
        out = BytesIO()
        with pikepdf.open(BytesIO(pdf)) as document:
            document.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
        content = out.getvalue()
    found = desk.inspect(content)
    assert not found.is_pdf
    assert found.problem is not None
    assert found.signatures == ()


@pytest.mark.real_clock
@pytest.mark.parametrize(
    ("stream", "more"),
    [
        (bomb(900), b""),
        (zlib.compress(b""), b"/Resources" + b"[" * 400 + b"]" * 400),
        (zlib.compress(b""), b"/Resources 3 0 R/Annots[3 0 R]/Parent 3 0 R"),
        (zlib.compress(b"q"), b"/Resources<<" + b"".join(b"/K%d<<>>" % n for n in range(150_000)) + b">>"),
    ],
)
def test_bombs_and_loops_end_soon(stream: bytes, more: bytes, desk: Examiner, sealed: bytes) -> None:
    began = time.monotonic()
    desk.inspect(pdf_around(stream, more))
    assert time.monotonic() - began < 25
    assert only(desk.inspect(sealed)).holds, "the next one is looked at as if nothing had been"


def test_any_damage_is_an_answer(desk: Examiner, sealed: bytes) -> None:
    """Cut, doubled, swapped and sprinkled: whatever comes back, it comes back, and nothing of it holds."""
    chance = random.Random(11)
    for _ in range(60):
        damaged = bytearray(sealed)
        for _ in range(chance.randrange(1, 12)):
            at, size = chance.randrange(len(damaged)), chance.randrange(1, 4000)
            match chance.randrange(3):
                case 0:
                    del damaged[at : at + size]
                case 1:
                    damaged[at:at] = damaged[at : at + size]
                case _:
                    damaged[at : at + 8] = chance.randbytes(8)
        found = desk.inspect(bytes(damaged))
        assert not any(one.holds and one.covers_whole_file for one in found.signatures) or bytes(damaged) == sealed


def test_an_examiner_that_was_killed_is_replaced(sealed: bytes) -> None:
    with examiner() as opened:
        assert only(opened.inspect(sealed)).holds
        assert opened._child is not None
        opened._child.kill()
        opened._child.wait()
        assert only(opened.inspect(sealed)).holds


def living(group: int) -> list[str]:
    """The processes of this group that are more than a name waiting to be taken off the list."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _parent, own, *_rest = path.read_text().rpartition(")")[2].split()
            found += [path.parent.name] if own == str(group) and state != "Z" else []
    return found


@pytest.mark.real_clock
def test_nothing_goes_on_looking_when_patience_is_over(sealed: bytes) -> None:
    with examiner() as opened:
        assert only(opened.inspect(sealed)).holds
        assert opened._child is not None
        group = opened._child.pid
        found = opened.inspect(pdf_around(bomb(900)), patience=0.1)
        assert found.problem is not None
    time.sleep(0.2)
    assert not living(group)
