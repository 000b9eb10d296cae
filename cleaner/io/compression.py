"""Compressed files, with limits on what may come out of them."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from cleaner.io.extras import optional
from cleaner.io.items import MEGABYTE, ReadError

SUFFIXES = (".gz", ".zst", ".bz2", ".xz")
"""Suffixes of compressed files that can be read."""
BOMB_BYTES = 64 * MEGABYTE
"""Maximum size that is never taken for a decompression bomb, bytes unpacked."""
BOMB_RATIO = 500
"""Maximum ratio of unpacked to packed size: crawls reach 10 to 60, and deflate at most 1,032."""
DAMAGED = (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile)
"""What the decompressors of the standard library raise for damaged data."""


def suffix_of(name: str) -> str:
    """The suffix of a compressed file's name, in lower case; empty for other names.

    >>> suffix_of("docs.jsonl.GZ")
    '.gz'
    """
    return next((suffix for suffix in SUFFIXES if name.lower().endswith(suffix)), "")


@contextmanager
def decompressed(stream: IO[bytes], name: str) -> Iterator[IO[bytes]]:
    """A stream of the unpacked data; `stream` itself if the name has no suffix of a compressed file.

    Reading it raises `ReadError` at damage, after all data before the damage, and for a decompression
    bomb. Raises `MissingPackageError` if a package for zstd is not installed.
    """
    suffix = suffix_of(name)
    if not suffix:
        yield stream
        return
    counted = _Counted(stream)
    with (
        _opened(counted, suffix) as opened,
        io.BufferedReader(_Bounded(opened, counted), MEGABYTE) as bounded,
    ):
        yield bounded


def _opened(stream: Any, suffix: str) -> Any:
    if suffix == ".gz":
        return gzip.GzipFile(fileobj=stream)
    if suffix == ".bz2":
        return bz2.BZ2File(stream)
    if suffix == ".xz":
        return lzma.LZMAFile(stream)
    return zstd_module().ZstdFile(stream)


@contextmanager
def compressing(stream: IO[bytes], name: str) -> Iterator[IO[bytes]]:
    """A stream that compresses into `stream` if the name ends in `.gz` or `.zst`; else `stream` itself.

    Equal content gives equal bytes: no time and no file name are written.
    """
    suffix = suffix_of(name)
    if suffix == ".gz":
        with gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=stream, mtime=0) as packed:
            yield packed  # type: ignore[misc]
    elif suffix == ".zst":
        with zstd_module().ZstdFile(stream, mode="wb") as packed:
            packed.write(b"")  # so that no content is a frame of none
            yield packed
    else:
        yield stream


def zstd_module() -> Any:
    """The module for zstd: of the standard library since Python 3.14, before that of an extra."""
    try:
        from compression import zstd  # type: ignore[import-not-found]
    except ImportError:
        return optional("backports.zstd")
    return zstd


class _Counted:
    """A stream that counts the bytes read from it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream
        self.count = 0

    def read(self, size: int = -1) -> bytes:
        data = self.stream.read(size)
        self.count += len(data)
        return data

    def seekable(self) -> bool:
        return False

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.count


class _Bounded(io.RawIOBase):
    """The output of a decompressor, with damage and bombs as `ReadError`."""

    def __init__(self, opened: Any, counted: _Counted) -> None:
        self.opened = opened
        self.packed = counted
        self.unpacked = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self.opened.read1(len(buffer))  # read() would lose what comes before damage
        except DAMAGED as error:
            raise ReadError(f"the compressed data is damaged or cut off: {error}") from error
        except Exception as error:  # each zstd package has errors of its own
            raise ReadError(f"the compressed data cannot be read: {error}") from error
        self.unpacked += len(data)
        self._check_ratio()
        buffer[: len(data)] = data
        return len(data)

    def tell(self) -> int:
        return self.unpacked

    def _check_ratio(self) -> None:
        if self.unpacked > BOMB_BYTES and self.unpacked > BOMB_RATIO * self.packed.count:
            raise ReadError(
                f"{self.unpacked >> 20} MB came out of {self.packed.count} bytes: this looks like a "
                "decompression bomb; unpack it yourself if it is none"
            )
