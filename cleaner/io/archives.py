"""Members of zip and tar archives, read in place: nothing is ever unpacked onto the disk."""

from __future__ import annotations

import io
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Any

from cleaner.io.compression import BOMB_BYTES, BOMB_RATIO
from cleaner.io.items import MEGABYTE, ReadError

Member = tuple[str, IO[bytes] | ReadError]
"""The name of a member, and its stream or why there is none."""


def zip_members(stream: IO[bytes]) -> Iterator[Member]:
    """The files of a zip archive in the order of its directory.

    Raises `ReadError` when the archive itself cannot be read.
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            for info in archive.infolist():
                if not info.is_dir():
                    yield zip_name(info), _zip_member(archive, info)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise ReadError(f"the zip archive is damaged or cut off: {error}") from error


def _zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> IO[bytes] | ReadError:
    if info.flag_bits & 1:
        return ReadError("the member is encrypted; unpack it with its password")
    if info.external_attr >> 28 == 0o12:
        return ReadError("a link; links inside archives are not followed")
    if info.file_size > BOMB_BYTES and info.file_size > BOMB_RATIO * max(info.compress_size, 1):
        return ReadError(f"{info.file_size >> 20} MB in {info.compress_size} bytes: a decompression bomb")
    try:
        return _Checked(archive.open(info))
    except (zipfile.BadZipFile, NotImplementedError, OSError, RuntimeError) as error:
        return ReadError(f"the member cannot be read: {error}")


class _Checked(io.BufferedReader):
    """A member whose damage is a `ReadError`."""

    def __init__(self, member: IO[bytes]) -> None:
        super().__init__(_Raw(member), MEGABYTE)


class _Raw(io.RawIOBase):
    def __init__(self, member: Any) -> None:
        self.member = member

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            data = self.member.read1(len(buffer))
        except (zipfile.BadZipFile, tarfile.TarError, EOFError, OSError, zlib.error) as error:
            raise ReadError(f"the member is damaged or cut off: {error}") from error
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self.member.close()
        super().close()


def zip_name(info: zipfile.ZipInfo) -> str:
    """The name as its maker meant it: without the UTF-8 flag, zip hands out bytes as cp437.

    >>> zip_name(zipfile.ZipInfo("新闻.html".encode("gb18030").decode("cp437")))
    '新闻.html'
    """
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return decoded(info.filename.encode("cp437"))
    except UnicodeEncodeError:
        return info.filename


def tar_members(stream: IO[bytes]) -> Iterator[Member]:
    """The files of a tar archive, in order, read once from front to end.

    Raises `ReadError` when the archive itself cannot be read.
    """
    try:
        with tarfile.open(fileobj=stream, mode="r|", encoding="utf-8", errors="surrogateescape") as archive:
            for info in archive:
                name = decoded(info.name.encode("utf-8", "surrogateescape"))
                if info.isfile():
                    member = archive.extractfile(info)
                    assert member is not None  # noqa: S101  # only links and devices have none
                    yield name, _Checked(member)
                elif not info.isdir():
                    kind = "a link" if info.issym() or info.islnk() else "a device"
                    yield name, ReadError(f"{kind}; only files inside archives are read")
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        raise ReadError(f"the tar archive is damaged or cut off: {error}") from error


def decoded(name: bytes) -> str:
    """The bytes of a name as text: archives made on Chinese Windows hold GBK or Big5."""
    for charset in ("utf-8", "gb18030", "big5hkscs"):
        try:
            return name.decode(charset)
        except UnicodeDecodeError:
            continue
    return name.decode("utf-8", "replace")
