"""Packs as archives: whatever the archive, nothing of it lands anywhere, and a sentence says why it is refused."""

import stat
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.catalog import archive
from lms.catalog.proof import Proof


def zipped(*entries: tuple[str | ZipInfo, bytes]) -> BytesIO:
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as made:
        for name, content in entries:
            made.writestr(name, content)
    stream.seek(0)
    return stream


def errors_of(stream: BytesIO) -> tuple[str, ...]:
    proof = Proof()
    archive.unpacked(proof, stream, "pack.zip")
    return tuple(map(str, proof.errors()))


paths = st.lists(st.text("abc-", min_size=1, max_size=6), min_size=1, max_size=3).map("/".join)


@given(st.dictionaries(paths, st.binary(max_size=50), max_size=6))
def test_what_was_packed_is_unpacked(files: dict[str, bytes]) -> None:
    packed = archive.packed(files)
    proof = Proof()
    assert archive.unpacked(proof, BytesIO(packed), "pack.zip") == files
    assert not len(proof)
    assert archive.packed(dict(reversed(files.items()))) == packed


@pytest.mark.parametrize("name", ["../evil.md", "/etc/passwd", "a/../../b", "C:\\evil.md", "a//b", "a/./b"])
def test_a_path_that_leads_outside_is_refused(name: str) -> None:
    (error,) = errors_of(zipped((name, b"x")))
    assert error.startswith("pack.zip:1: The archive holds a file that leads outside its folder: ")


def test_a_link_is_refused() -> None:
    link = ZipInfo("journalism/module.yaml")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    (error,) = errors_of(zipped((link, b"/etc/passwd")))
    assert error == (
        "pack.zip:1: The archive holds a link instead of a file: 'journalism/module.yaml'. Put the file itself there."
    )


def test_a_bomb_is_refused_before_it_unfolds() -> None:
    bomb = zipped(*((f"a{n}.md", b"\0" * 10_000_000) for n in range(4)))
    assert bomb.getbuffer().nbytes < 50_000
    assert errors_of(bomb) == (
        "pack.zip:1: Unpacked, the archive has more than 24 MB; a course has far fewer. Make its pictures smaller.",
    )


def test_too_many_files_are_refused() -> None:
    (error,) = errors_of(zipped(*((f"{n}.md", b"") for n in range(601))))
    assert (
        error == "pack.zip:1: The archive holds too many files: 601, at most 600. Pack only the folder of one module."
    )


def test_a_file_that_is_there_twice_is_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        stream = zipped(("a.md", b"one"), ("a.md", b"two"))
    assert errors_of(stream) == ("pack.zip:1: The archive holds this file twice: 'a.md'. Pack the folder again.",)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"not a zip at all", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_archive_is_refused_or_empty(content: bytes) -> None:
    proof = Proof()
    assert archive.unpacked(proof, BytesIO(content), "pack.zip") == {}


@given(st.binary(max_size=300), st.integers(0, 400))
def test_a_damaged_archive_is_a_sentence(noise: bytes, at: int) -> None:
    whole = bytearray(archive.packed({"journalism/module.yaml": b"code: A\n" * 20, "b.md": b"text"}))
    whole[at : at + len(noise)] = noise
    proof = Proof()
    archive.unpacked(proof, BytesIO(bytes(whole)), "pack.zip")
    assert all(error.place == "pack.zip:1" for error in proof.errors())


def test_what_editors_and_systems_leave_is_passed_over() -> None:
    proof = Proof()
    found = archive.unpacked(proof, zipped(("a/.DS_Store", b""), ("__MACOSX/a", b""), ("a/b.md", b"x")), "pack.zip")
    assert (found, len(proof)) == ({"a/b.md": b"x"}, 0)
