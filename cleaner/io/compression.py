"""Compressed files, with limits on what may come out of them."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any

from cleaner.document import MissingPackageError
from cleaner.io.items import MEGABYTE, ReadError

SUFFIXES = (".gz", ".zst", ".bz2", ".xz")
BOMB_BYTES = 64 * MEGABYTE
BOMB_RATIO = 500
"""More than `BOMB_BYTES` out of a file that gave `BOMB_RATIO` times its size is a bomb: crawls pack
10 to 60 times, deflate stops at 1,032 times."""
DAMAGED = (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile)


def suffix_of(name: str) -> str:
    """The suffix of a compressed file's name, or nothing.

    >>> suffix_of("docs.jsonl.GZ")
    '.gz'
    """
    return next((suffix for suffix in SUFFIXES if name.lower().endswith(suffix)), "")


@contextmanager
def decompressed(stream: IO[bytes], name: str) -> Iterator[IO[bytes]]:
    """The stream of what the compressed stream holds; itself when the name says it is not one."""
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


def _opened(stream: Any, suffix: str) -> IO[bytes]:
    openers: dict[str, Callable[[Any], Any]] = {
        ".gz": lambda packed: gzip.GzipFile(fileobj=packed),
        ".bz2": bz2.BZ2File,
        ".xz": lzma.LZMAFile,
        ".zst": lambda packed: _zstd().ZstdFile(packed),
    }
    opened: IO[bytes] = openers[suffix](stream)
    return opened


@contextmanager
def compressing(stream: IO[bytes], name: str) -> Iterator[IO[bytes]]:
    """A stream that compresses into another one as its name says; equal bytes for equal content."""
    suffix = suffix_of(name)
    if suffix == ".gz":
        with gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=stream, mtime=0) as packed:
            yield packed  # type: ignore[misc]
    elif suffix == ".zst":
        with _zstd().ZstdFile(stream, mode="wb") as packed:
            yield packed
    else:
        yield stream


def _zstd() -> Any:
    try:
        from compression import zstd  # type: ignore[import-not-found]  # Python 3.14
    except ImportError:
        try:
            from backports import zstd
        except ImportError:
            raise MissingPackageError("zstd", "zstd") from None
    return zstd


class _Counted:
    """A stream that knows how many bytes were read from it."""

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
    """What comes out of a decompressor, with damage and bombs as `ReadError`."""

    def __init__(self, opened: Any, counted: _Counted) -> None:
        self.opened = opened
        self.counted = counted
        self.given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self.opened.read1(len(buffer))  # what is there already is not lost to damage behind it
        except DAMAGED as error:
            raise ReadError(f"the compressed data is damaged or cut off: {error}") from error
        except Exception as error:  # each zstd package has errors of its own
            raise ReadError(f"the compressed data cannot be read: {error}") from error
        self.given += len(data)
        if self.given > BOMB_BYTES and self.given > BOMB_RATIO * self.counted.count:
            raise ReadError(
                f"{self.given >> 20} MB came out of {self.counted.count} bytes: this looks like a "
                "decompression bomb; unpack it yourself if it is none"
            )
        buffer[: len(data)] = data
        return len(data)

    def tell(self) -> int:
        return self.given
