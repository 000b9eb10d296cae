"""Members of zip and tar archives, never unpacked onto the disk."""

from __future__ import annotations

import io
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Any

from cleaner.io.compression import BOMB_BYTES, BOMB_RATIO
from cleaner.io.items import MEGABYTE, ReadError

PAX_TYPES = (tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE)
"""Types of tar headers that hold names, sizes and the like of the member behind them."""
Member = tuple[str, IO[bytes] | ReadError]
"""The name of a member, and its stream or why it cannot be read.

The stream raises `ReadError` if the member turns out to be damaged. It must be read before the next
member is asked for.
"""

ENCRYPTED_FLAG = 0x1
"""Bit of a zip member's flags: the member is encrypted."""
UTF8_FLAG = 0x800
"""Bit of a zip member's flags: its name is UTF-8."""


def zip_members(stream: IO[bytes]) -> Iterator[Member]:
    """Yield the files of a zip archive, in the order of its directory.

    Raises `ReadError` if the archive itself cannot be read, or if much more comes out of it than any
    honest archive holds. The stream must be seekable.
    """
    packed, unpacked = stream.seek(0, io.SEEK_END), 0
    try:
        with zipfile.ZipFile(stream) as archive:
            for info in archive.infolist():
                if info.is_dir():
                    continue
                member = _zip_member(archive, info)
                if not isinstance(member, ReadError):
                    unpacked += info.file_size
                if unpacked > max(BOMB_BYTES, BOMB_RATIO * packed):  # members may share their bytes
                    raise ReadError(f"{unpacked >> 20} MB in {packed} bytes: a decompression bomb")
                yield zip_name(info), member
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, struct.error) as error:
        raise ReadError(f"the zip archive is damaged or cut off: {error}") from error


def tar_members(stream: IO[bytes]) -> Iterator[Member]:
    """Yield the files of a tar archive, in order, reading the stream once from front to end.

    Raises `ReadError` if the archive itself cannot be read, or does not end as an archive does.
    """
    opening: dict[str, Any] = {"encoding": "utf-8", "errors": "surrogateescape", "tarinfo": _TarInfo}
    try:
        with tarfile.open(fileobj=stream, mode="r|", **opening) as archive:
            for info in archive:
                archive.members = []  # type: ignore[attr-defined]  # which tarfile keeps, and nobody needs
                if not info.isdir():
                    yield tar_name(info), _tar_member(archive, info)
            _check_end(archive.fileobj)
    except (tarfile.TarError, EOFError, OSError, ValueError, OverflowError) as error:
        raise ReadError(f"the tar archive is damaged or cut off: {error}") from error


def _check_end(stream: Any) -> None:
    """Raise `ReadError` if anything comes behind the end of a tar archive.

    Damage in a compressed archive can look like its end; it is told by the checksum at the end of the data.
    """
    while block := stream.read(MEGABYTE):
        if block.strip(b"\0"):
            raise ReadError(
                "there is more behind the end of the tar archive: it is damaged, or several in one"
            )


class _TarInfo(tarfile.TarInfo):
    """A header that raises where `tarfile` would take damage, or a cut, for the end of the archive."""

    @classmethod
    def fromtarfile(cls, archive: tarfile.TarFile) -> _TarInfo:
        """Read the next header."""
        try:
            return super().fromtarfile(archive)
        except tarfile.EOFHeaderError:  # type: ignore[attr-defined]
            raise
        except tarfile.HeaderError as error:
            raise ReadError(f"the tar archive is damaged or cut off: {error}") from error

    def _proc_member(self, archive: tarfile.TarFile) -> Any:
        long_header = self.type in tarfile.GNU_TYPES[:2] + PAX_TYPES
        if long_header and self.size > MEGABYTE:  # all of it would be read into memory
            raise ReadError(f"the tar archive is damaged: a name of {self.size >> 20} MB")
        return super()._proc_member(archive)  # type: ignore[misc]


def zip_name(info: zipfile.ZipInfo) -> str:
    """The name of a member as its author meant it.

    Without the UTF-8 flag, `zipfile` reads names as cp437, whatever charset they are in.

    >>> zip_name(zipfile.ZipInfo("新闻.html".encode("gb18030").decode("cp437")))
    '新闻.html'
    """
    if info.flag_bits & UTF8_FLAG:
        return info.filename
    try:
        return decoded_name(info.filename.encode("cp437"))
    except UnicodeEncodeError:
        return info.filename


def tar_name(info: tarfile.TarInfo) -> str:
    """The name of a member that was read as UTF-8 with surrogate escapes."""
    return decoded_name(info.name.encode("utf-8", "surrogateescape"))


def decoded_name(name: bytes) -> str:
    """The bytes of a name as text: archives made on Chinese Windows hold GBK or Big5.

    >>> decoded_name("新闻".encode("gbk")), decoded_name("新闻".encode())
    ('新闻', '新闻')
    """
    for charset in ("utf-8", "gb18030", "big5hkscs"):
        try:
            return name.decode(charset)
        except UnicodeDecodeError:
            continue
    return name.decode("utf-8", "replace")


def _zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> IO[bytes] | ReadError:
    if info.flag_bits & ENCRYPTED_FLAG:
        return ReadError("the member is encrypted; unpack it with its password")
    if stat.S_ISLNK(info.external_attr >> 16):
        return ReadError("a link; links inside archives are not followed")
    if info.file_size > BOMB_BYTES and info.file_size > BOMB_RATIO * max(info.compress_size, 1):
        return ReadError(f"{info.file_size >> 20} MB in {info.compress_size} bytes: a decompression bomb")
    try:
        return _Checked(archive.open(info))
    except (zipfile.BadZipFile, NotImplementedError, OSError, RuntimeError) as error:
        return ReadError(f"the member cannot be read: {error}")


def _tar_member(archive: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes] | ReadError:
    if info.isfile():
        member = archive.extractfile(info)
        assert member is not None  # noqa: S101  # only links and devices have none
        return _Checked(member)
    kind = "a link" if info.issym() or info.islnk() else "a device"
    return ReadError(f"{kind}; only files inside archives are read")


class _Checked(io.BufferedReader):
    """The stream of a member, with damage as `ReadError`."""

    def __init__(self, member: Any) -> None:
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
