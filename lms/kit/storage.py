"""Files by digest: written once, never half, and the same content twice is one file.

A file is durable *before* the row that names it is committed: temporary file with a running size and SHA-256, fsync,
rename to `aa/bb/<sha256>`, fsync of the folder. A crash before the rename leaves only a temporary file, which sweep()
removes; a crash after it leaves a whole file that no row names yet.
"""

import errno
import hashlib
import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Protocol, cast

from flask import Flask, current_app

from lms.config import Settings
from lms.kit.errors import NotFound, StorageFull, TooLarge, Unavailable
from lms.kit.i18n import _l

CHUNK: Final = 256 * 1024
STALE_SECONDS: Final = 3600
"""An upload that wrote nothing for this long is dead: its process was killed."""
FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
DIGEST: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Stored:
    digest: str
    """SHA-256 in hex; the name of the file from now on."""
    size: int
    """Bytes."""


class Storage(Protocol):
    """Where originals, thumbnails and printed files live. Nothing outside learns whether that is a disk or a bucket."""

    def put(self, stream: BinaryIO, *, limit: int) -> Stored:
        """Keeps what `stream` still holds, durably. Stops reading after `limit` bytes and raises TooLarge; raises
        StorageFull when there is no room and Unavailable when the device fails. On any error nothing is kept."""

    def open(self, digest: str) -> BinaryIO:
        """The content, proven to be what was put. Raises NotFound, or Unavailable when it was damaged since."""

    def path(self, digest: str) -> AbstractContextManager[Path]:
        """The content as a real local file, for a child process; proven like open(), gone after the block."""

    def exists(self, digest: str) -> bool: ...

    def delete(self, digest: str) -> None:
        """Forgets the content; one that is not there is no error. Only for content that no row names."""

    def sweep(self) -> int:
        """Removes what killed uploads left behind more than an hour ago; how many there were."""


class LocalStorage:
    """A directory on this machine, readable by this account alone (0700, files 0600)."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.unfinished = root / "tmp"

    def put(self, stream: BinaryIO, *, limit: int) -> Stored:
        temporary = self.unfinished / secrets.token_hex(16)
        try:
            self._durable_directory(self.unfinished)
            stored = _write(temporary, stream, limit)
            home = self._home(stored.digest)
            self._durable_directory(home.parent)
            temporary.replace(home)
            _sync_directory(home.parent)
        except OSError as error:
            if error.errno in FULL:
                raise StorageFull from error
            raise Unavailable(_l("The storage did not answer, so the file was not saved.")) from error
        finally:
            with suppress(OSError):
                temporary.unlink()
        return stored

    def open(self, digest: str) -> BinaryIO:
        try:
            file = self._home(digest).open("rb")
        except FileNotFoundError as error:
            raise NotFound from error
        if hashlib.file_digest(file, "sha256").hexdigest() != digest:
            file.close()
            raise Unavailable(_l("This stored file is damaged, so it is not shown."))
        file.seek(0)
        return file

    @contextmanager
    def path(self, digest: str) -> Iterator[Path]:
        self.open(digest).close()
        yield self._home(digest)

    def exists(self, digest: str) -> bool:
        return self._home(digest).is_file()

    def delete(self, digest: str) -> None:
        self._home(digest).unlink(missing_ok=True)

    def sweep(self) -> int:
        swept = 0
        before = time.time() - STALE_SECONDS
        for left in self.unfinished.glob("*"):
            with suppress(FileNotFoundError):
                if left.stat().st_mtime < before:
                    left.unlink()
                    swept += 1
        return swept

    def _home(self, digest: str) -> Path:
        if not DIGEST.fullmatch(digest):
            raise NotFound
        return self.root / digest[:2] / digest[2:4] / digest

    def _durable_directory(self, directory: Path) -> None:
        """Makes the directory so that it survives a power cut: a new name is in the parent only after its fsync."""
        if directory.is_dir():
            return
        if directory != self.root:
            self._durable_directory(directory.parent)
            directory.mkdir(mode=0o700, exist_ok=True)
        else:
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sync_directory(directory.parent)


def _write(path: Path, stream: BinaryIO, limit: int) -> Stored:
    digest = hashlib.sha256()
    size = 0
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > limit:
                raise TooLarge(_l("The file is larger than %(limit)s MB.", limit=f"{limit / 1024**2:.3g}"))
            digest.update(chunk)
            rest = memoryview(chunk)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return Stored(digest.hexdigest(), size)


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def open_storage(settings: Settings) -> Storage:
    """The storage of this instance: the directory `files` in it."""
    return LocalStorage(settings.instance / "files")


def init_storage(app: Flask, settings: Settings) -> None:
    app.extensions["storage"] = open_storage(settings)


def current_storage() -> Storage:
    return cast(Storage, current_app.extensions["storage"])
