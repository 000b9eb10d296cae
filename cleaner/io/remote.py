"""Files of remote stores: s3://, gs://, http(s):// and whatever else fsspec knows."""

from __future__ import annotations

import glob
import io
import logging
import time
from collections.abc import Iterator
from typing import IO, Any
from urllib.parse import unquote, urlsplit

from cleaner.document import MissingPackageError
from cleaner.io.extras import optional
from cleaner.io.items import MEGABYTE, ReadError, reason_of

LOCAL = {"file", "local"}
"""Schemes of addresses of this machine's own files, which are read like any other path."""
WEB = {"http", "https"}
"""Schemes without folders and patterns: an address is that of one file."""
CHATTY = ("fsspec", "gcsfs", "s3fs")
"""Loggers that print errors which are also raised."""
ATTEMPTS = 3
"""Maximum number of attempts to find out whether a file of the web is there."""
PAUSE_SECONDS = 0.5
CONNECT_SECONDS = 30
SILENCE_SECONDS = 60
"""Maximum time that a web server may be silent, seconds; a whole file may take any time."""


def is_url(name: str) -> bool:
    """Whether a name is that of a file of a remote store.

    >>> is_url("s3://crawl/a.warc.gz"), is_url("file:///tmp/a.html"), is_url("a.html")
    (True, False, False)
    """
    scheme, colon, _ = name.partition("://")
    return bool(colon) and scheme not in LOCAL


def local_path(name: str) -> str:
    """The path in an address of this machine's own files; other names as they are.

    >>> local_path("file:///tmp/a%20b.html")
    '/tmp/a b.html'
    """
    scheme, colon, rest = name.partition("://")
    if not colon or scheme not in LOCAL:
        return name
    return unquote(urlsplit(name).path) if scheme == "file" else rest


def listed(url: str) -> Iterator[tuple[str, str]]:
    """Yield address and name of the files behind an address: one, or those below it or matching it.

    Raises `MissingPackageError` if a package for the store is not installed, `FileNotFoundError`, and
    whatever else the store raises.
    """
    system, root = _system(url)
    if urlsplit(url).scheme in WEB:
        _check_web(system, root)
        name = unquote(urlsplit(root).path.rpartition("/")[2])
        yield root, name or urlsplit(root).netloc
        return
    if glob.has_magic(root) and not system.exists(root):
        paths, base = sorted(system.glob(root)), root.split("*")[0].rpartition("/")[0]
        paths = [path for path in paths if not system.isdir(path)]
    elif system.isdir(root):
        paths, base = system.find(root), root.rstrip("/")
    else:
        system.info(root)  # raises if it is not there
        paths, base = [root], root.rpartition("/")[0]
    for path in paths:
        yield system.unstrip_protocol(path), path.removeprefix(base).lstrip("/")


def _check_web(system: Any, address: str) -> None:
    """Raise what the store raises if a web server, asked `ATTEMPTS` times, cannot be reached or refuses."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            system.info(address)
            return
        except Exception as error:
            has_answered = hasattr(error.__cause__, "status")
            if has_answered or attempt == ATTEMPTS:
                raise
            time.sleep(PAUSE_SECONDS)


def reason_of_failure(error: BaseException) -> str:
    """What an error of a store says; some have only the address, and the reason as their cause."""
    if isinstance(error, FileNotFoundError) and not error.strerror:
        return reason_of(error.__cause__) if error.__cause__ else "there is nothing at this address"
    return reason_of(error)


def open_url(url: str, *, seeking: bool = False) -> IO[bytes]:
    """A binary stream, to be closed by the caller, whose errors are `ReadError`.

    With `seeking` it can seek, unless a web server cannot send parts of a file. Raises
    `MissingPackageError` if a package is not installed, and whatever the store raises.
    """
    system, path = _system(url)
    if urlsplit(url).scheme not in WEB:
        return io.BufferedReader(_Raw(system.open(path, "rb"), seeking=True), MEGABYTE)
    if seeking:
        file = system.open(path, "rb")
        if _sends_parts(file):
            return io.BufferedReader(_Raw(file, seeking=True), MEGABYTE)
        file.close()
    return io.BufferedReader(_Raw(system.open(path, "rb", block_size=0), seeking=False), MEGABYTE)


def _sends_parts(file: Any) -> bool:
    """Whether a file of the web can be read from another place than its beginning."""
    try:
        file.seek(max(file.size - 1, 0))
        file.read(1)
        file.seek(0)
    except Exception:  # ValueError of fsspec if it cannot; TypeError if the size is unknown
        return False
    return True


def _system(url: str) -> tuple[Any, str]:
    """The file system of an address, and the path in it."""
    core = optional("fsspec.core")
    for name in CHATTY:
        logging.getLogger(name).addHandler(logging.NullHandler())
    scheme = urlsplit(url).scheme
    options: dict[str, Any] = {}
    if scheme in WEB:
        timeout = optional("aiohttp").ClientTimeout(
            total=None, sock_connect=CONNECT_SECONDS, sock_read=SILENCE_SECONDS
        )
        options["client_kwargs"] = {"timeout": timeout}
    try:
        system, path = core.url_to_fs(url, **options)
    except ImportError as error:
        raise MissingPackageError(f"reading from {scheme}://", "remote") from error
    return system, path


class _Raw(io.RawIOBase):
    """The file of a store, with its errors, and an end that comes too early, as `ReadError`."""

    def __init__(self, file: Any, *, seeking: bool) -> None:
        self.file = file
        self.seeking = seeking
        self.length: int | None = getattr(file, "size", None)
        self.position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self.seeking

    def seek(self, offset: int, whence: int = 0) -> int:
        self.position = int(self.file.seek(offset, whence))
        return self.position

    def tell(self) -> int:
        return self.position

    def readinto(self, buffer: Any) -> int:
        try:
            data = self.file.read(len(buffer))
        except Exception as error:  # each store has errors of its own
            raise ReadError(f"the remote store failed: {reason_of_failure(error)}") from error
        if not data and self.length and self.position < self.length:
            raise ReadError(f"the remote store sent {self.position:,} of {self.length:,} bytes")
        buffer[: len(data)] = data
        self.position += len(data)
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self.file.close()
        super().close()
