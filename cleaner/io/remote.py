"""Files of remote stores: s3://, gs://, http(s):// and whatever else fsspec knows."""

from __future__ import annotations

import glob
import io
from collections.abc import Iterator
from typing import IO, Any
from urllib.parse import unquote, urlsplit

from cleaner.document import MissingPackageError
from cleaner.io.extras import optional
from cleaner.io.items import MEGABYTE, ReadError, reason_of

LOCAL = {"file", "local"}
"""Schemes of addresses of this machine's own files, which are read like any other path."""
WEB = {"http", "https"}
"""Schemes without folders: an address is that of one file."""
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
    if urlsplit(url).scheme in WEB and not glob.has_magic(root):
        system.info(root)  # raises if it is not there
        name = urlsplit(root).path.rpartition("/")[2]
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


def open_url(url: str) -> IO[bytes]:
    """A binary stream, to be closed by the caller, whose errors are `ReadError`.

    It can seek if the store can. Raises `MissingPackageError` if a package is not installed, and
    whatever the store raises.
    """
    system, path = _system(url)
    return io.BufferedReader(_Raw(system.open(path, "rb")), MEGABYTE)


def _system(url: str) -> tuple[Any, str]:
    """The file system of an address, and the path in it."""
    core = optional("fsspec.core")
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

    def __init__(self, file: Any) -> None:
        self.file = file
        self.length: int | None = getattr(file, "size", None)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return bool(self.file.seekable())

    def seek(self, offset: int, whence: int = 0) -> int:
        return int(self.file.seek(offset, whence))

    def tell(self) -> int:
        return int(self.file.tell())

    def readinto(self, buffer: Any) -> int:
        try:
            data = self.file.read(len(buffer))
        except Exception as error:  # each store has errors of its own
            raise ReadError(f"the remote store failed: {reason_of(error)}") from error
        if not data and self.length and self.tell() < self.length:
            raise ReadError(f"the remote store sent {self.tell():,} of {self.length:,} bytes")
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self.file.close()
        super().close()
