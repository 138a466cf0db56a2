"""Files survive what happens to machines: full disks, failing disks, kills between any two steps."""

import errno
import hashlib
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from lms.kit.errors import NotFound, StorageFull, TooLarge, Unavailable
from lms.kit.storage import CHUNK, STALE_SECONDS, LocalStorage

MB = 1024**2
PHOTO = bytes(range(256)) * 5000


@pytest.fixture
def storage(tmp_path: Path) -> LocalStorage:
    return LocalStorage(tmp_path / "files")


def files(storage: LocalStorage) -> list[Path]:
    return [path for path in storage.root.rglob("*") if path.is_file()]


def test_what_was_put_is_what_is_opened(storage: LocalStorage) -> None:
    stored = storage.put(BytesIO(PHOTO), limit=10 * MB)
    assert (stored.digest, stored.size) == (hashlib.sha256(PHOTO).hexdigest(), len(PHOTO))
    with storage.open(stored.digest) as file:
        assert file.read() == PHOTO
    with storage.path(stored.digest) as path:
        assert path.read_bytes() == PHOTO
    assert storage.exists(stored.digest)


def test_the_same_content_twice_is_one_file(storage: LocalStorage) -> None:
    assert storage.put(BytesIO(PHOTO), limit=10 * MB) == storage.put(BytesIO(PHOTO), limit=10 * MB)
    assert len(files(storage)) == 1


def test_only_this_account_can_read(storage: LocalStorage) -> None:
    previous = os.umask(0)
    try:
        storage.put(BytesIO(PHOTO), limit=10 * MB)
    finally:
        os.umask(previous)
    assert {path.stat().st_mode & 0o777 for path in files(storage)} == {0o600}
    folders = [storage.root, *(path for path in storage.root.rglob("*") if path.is_dir())]
    assert {path.stat().st_mode & 0o777 for path in folders} == {0o700}


def test_deleting_is_final_and_can_be_repeated(storage: LocalStorage) -> None:
    stored = storage.put(BytesIO(PHOTO), limit=10 * MB)
    storage.delete(stored.digest)
    storage.delete(stored.digest)
    assert not storage.exists(stored.digest)
    with pytest.raises(NotFound):
        storage.open(stored.digest)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n", "0" * 64])
def test_a_name_that_is_no_digest_of_ours_finds_nothing(storage: LocalStorage, name: str) -> None:
    with pytest.raises(NotFound):
        storage.open(name)
    with pytest.raises(NotFound), storage.path(name):
        pass


@pytest.mark.parametrize("damage", [PHOTO[:-1], b"", PHOTO[:-1] + b"\0"])
def test_a_file_damaged_since_is_never_handed_out_and_heals_when_sent_again(
    storage: LocalStorage, damage: bytes
) -> None:
    stored = storage.put(BytesIO(PHOTO), limit=10 * MB)
    files(storage)[0].write_bytes(damage)
    with pytest.raises(Unavailable):
        storage.open(stored.digest)
    storage.put(BytesIO(PHOTO), limit=10 * MB)
    storage.open(stored.digest).close()


class Endless:
    """An upload without an end, which counts what was taken from it."""

    taken = 0

    def read(self, size: int) -> bytes:
        self.taken += size
        return b"x" * size


def test_reading_stops_at_the_limit(storage: LocalStorage) -> None:
    endless = Endless()
    with pytest.raises(TooLarge):
        storage.put(cast(BinaryIO, endless), limit=MB)
    assert endless.taken <= MB + CHUNK
    assert files(storage) == []


def test_exactly_the_limit_is_accepted(storage: LocalStorage) -> None:
    assert storage.put(BytesIO(b"x" * MB), limit=MB).size == MB
    with pytest.raises(TooLarge):
        storage.put(BytesIO(b"x" * (MB + 1)), limit=MB)


def test_a_disk_that_takes_few_bytes_at_a_time_loses_none(
    storage: LocalStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, chunk: write(descriptor, chunk[:1000]))
    stored = storage.put(BytesIO(PHOTO), limit=10 * MB)
    with storage.open(stored.digest) as file:
        assert file.read() == PHOTO


def test_a_full_disk_refuses_keeps_the_rest_readable_and_heals(storage: LocalStorage) -> None:
    """The kernel itself says no, at the limit it was given for one file."""
    kept = storage.put(BytesIO(PHOTO), limit=10 * MB)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2 * MB, hard))
    try:
        with pytest.raises(StorageFull):
            storage.put(BytesIO(b"y" * 3 * MB), limit=10 * MB)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert len(files(storage)) == 1
    storage.open(kept.digest).close()
    storage.put(BytesIO(b"y" * 3 * MB), limit=10 * MB)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 2 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk], capture_output=True)
    if mounted.returncode:
        pytest.xfail("only root may mount the small disk; the other tests of a full disk ran")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_a_disk_with_no_room_left(small_disk: Path) -> None:
    storage = LocalStorage(small_disk / "files")
    kept = storage.put(BytesIO(PHOTO), limit=10 * MB)
    with pytest.raises(StorageFull):
        storage.put(BytesIO(b"y" * 3 * MB), limit=10 * MB)
    assert [path.name for path in files(storage)] == [kept.digest]
    subprocess.run(["mount", "-o", "remount,size=8m", small_disk], check=True)
    storage.put(BytesIO(b"y" * 3 * MB), limit=10 * MB)


@pytest.mark.parametrize("call", ["open", "write", "fsync", "replace"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
def test_a_failing_device_leaves_nothing_and_says_so(
    storage: LocalStorage, monkeypatch: pytest.MonkeyPatch, call: str, code: int
) -> None:
    storage.put(BytesIO(b"the folders exist"), limit=MB)

    def fail(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as broken:
        broken.setattr(Path if call == "replace" else os, call, fail)
        with pytest.raises(Unavailable if code == errno.EIO else StorageFull):
            storage.put(BytesIO(PHOTO), limit=10 * MB)
    assert len(files(storage)) == 1


KILLED = """
import os, sys, pathlib
from io import BytesIO
from lms.kit.storage import LocalStorage
step, root = sys.argv[1:]
def die(*_, **__):
    os.kill(os.getpid(), 9)
if step == "before fsync": os.fsync = die
if step == "before rename": pathlib.Path.replace = die
LocalStorage(pathlib.Path(root)).put(BytesIO(bytes(range(256)) * 5000), limit=10**8)
"""


@pytest.mark.parametrize("step", ["before fsync", "before rename"])
def test_a_kill_before_the_rename_leaves_nothing_to_be_seen(storage: LocalStorage, step: str) -> None:
    storage.put(BytesIO(b"the folders exist"), limit=MB)
    killed = subprocess.run([sys.executable, "-c", KILLED, step, storage.root], cwd=Path(__file__).parents[2])
    assert killed.returncode == -signal.SIGKILL
    assert not storage.exists(hashlib.sha256(PHOTO).hexdigest())

    (left,) = storage.unfinished.iterdir()
    assert storage.sweep() == 0, "an upload may still be running"
    long_ago = time.time() - STALE_SECONDS - 1
    os.utime(left, (long_ago, long_ago))
    assert storage.sweep() == 1
    assert list(storage.unfinished.iterdir()) == []
    storage.put(BytesIO(PHOTO), limit=10 * MB)
