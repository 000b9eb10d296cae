"""Bytes that are not text in any charset: their format, and what to do instead."""

from __future__ import annotations

# remedies, as the end of a sentence
UNPACK = "unpack it first"
EXTRACT = "turn it into text with a tool for that format first"
SKIP = "leave it out of the input"

SIGNATURES: tuple[tuple[int, bytes, str, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "a PNG image", SKIP),
    (0, b"\xff\xd8\xff", "a JPEG image", SKIP),
    (0, b"GIF87a", "a GIF image", SKIP),
    (0, b"GIF89a", "a GIF image", SKIP),
    (0, b"II*\x00", "a TIFF image", SKIP),
    (0, b"MM\x00*", "a TIFF image", SKIP),
    (0, b"8BPS\x00", "a Photoshop image", SKIP),
    (0, b"\x00\x00\x01\x00", "an icon", SKIP),
    (8, b"WEBPVP8", "a WebP image", SKIP),
    (4, b"ftypavif", "an AVIF image", SKIP),
    (4, b"ftypheic", "a HEIC image", SKIP),
    (4, b"ftyp", "an MP4 video", SKIP),
    (8, b"WAVEfmt ", "a WAV recording", SKIP),
    (8, b"AVI LIST", "an AVI video", SKIP),
    (0, b"\x1aE\xdf\xa3", "a Matroska or WebM video", SKIP),
    (0, b"FLV\x01", "a Flash video", SKIP),
    (0, b"ID3\x03\x00", "an MP3 recording", SKIP),
    (0, b"ID3\x04\x00", "an MP3 recording", SKIP),
    (0, b"OggS\x00", "an Ogg recording", SKIP),
    (0, b"fLaC\x00", "a FLAC recording", SKIP),
    (0, b"%PDF-", "a PDF document", EXTRACT),
    (0, b"%!PS-Adobe", "a PostScript document", EXTRACT),
    (0, b"{\\rtf1", "an RTF document", EXTRACT),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a Microsoft Office document (doc, xls or ppt)", EXTRACT),
    (0, b"AT&TFORM", "a DjVu document", EXTRACT),
    (0, b"ITSF\x03\x00", "a compiled help file (CHM)", EXTRACT),
    (60, b"BOOKMOBI", "a Mobipocket book", EXTRACT),
    (0, b"SQLite format 3\x00", "an SQLite database", EXTRACT),
    (0, b"PAR1", "a Parquet table", "give it to the command line with the suffix .parquet"),
    (0, b"\x1f\x8b\x08", "gzip data", UNPACK),
    (0, b"BZh91AY&SY", "bzip2 data", UNPACK),
    (0, b"\xfd7zXZ\x00", "xz data", UNPACK),
    (0, b"\x28\xb5\x2f\xfd", "zstandard data", UNPACK),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive", UNPACK),
    (0, b"Rar!\x1a\x07", "a RAR archive", UNPACK),
    (257, b"ustar", "a tar archive", UNPACK),
    (0, b"\x7fELF", "a program (ELF)", SKIP),
    (0, b"\xca\xfe\xba\xbe", "a Java class or macOS program", SKIP),
    (0, b"\xcf\xfa\xed\xfe", "a macOS program", SKIP),
    (0, b"\x00asm", "a WebAssembly program", SKIP),
    (0, b"wOFF", "a font", SKIP),
    (0, b"wOF2", "a font", SKIP),
    (0, b"OTTO\x00", "a font", SKIP),
    (0, b"\x00\x01\x00\x00\x00", "a font", SKIP),
    (0, b"\x93NUMPY", "a NumPy array", SKIP),
    (0, b"\x89HDF\r\n", "an HDF5 file", SKIP),
    (0, b"bplist00", "a binary property list", SKIP),
)
"""Offset, signature, format, remedy; the first that matches decides."""

ZIP_SIGNATURE = b"PK\x03\x04"

ZIPPED = (
    (b"word/", "a Word document (docx)", EXTRACT),
    (b"xl/", "an Excel workbook (xlsx)", EXTRACT),
    (b"ppt/", "a PowerPoint presentation (pptx)", EXTRACT),
    (b"mimetypeapplication/epub", "an EPUB book", EXTRACT),
    (b"mimetypeapplication/vnd.oasis", "an OpenDocument file", EXTRACT),
    (b"AndroidManifest", "an Android package", SKIP),
)
"""What the first entries of a ZIP archive hold, format, remedy."""

WITH_NULS = (
    (b"MZ", "a Windows program", SKIP),
    (b"BM", "a BMP image", SKIP),
    (b"FWS", "a Flash film", SKIP),
)
"""Signature, format, remedy. Text may start with these too, but has no NUL soon after."""

_ZIP_HEAD = 1 << 14
"""Bytes of an archive that are searched for `ZIPPED`."""
_NUL_HEAD = 64
"""Bytes in which a NUL confirms `WITH_NULS`."""

_TEXT_CONTROLS = b"\t\n\x0c\r\x1b"
_CONTROLS = bytes(byte for byte in range(32) if byte not in _TEXT_CONTROLS)
"""Control characters that text does not hold."""
_CONTROLS_HEAD = 4096
"""Bytes in which controls are counted."""
_MAX_CONTROLS = 0.1
"""Maximum share of controls in text; stray NULs stay far below."""


def binary_kind(data: bytes) -> str:
    """The format of `data` and the remedy, if it starts like a known binary format; else empty.

    >>> binary_kind(b"%PDF-1.7 ...")
    'a PDF document, not text: turn it into text with a tool for that format first'
    """
    known = _known_format(data)
    if known is None:
        return ""
    name, remedy = known
    return f"{name}, not text: {remedy}"


def _known_format(data: bytes) -> tuple[str, str] | None:
    """Format and remedy."""
    if data.startswith(ZIP_SIGNATURE):
        return _zip_format(data)
    for offset, signature, name, remedy in SIGNATURES:
        if data.startswith(signature, offset):
            return name, remedy
    if b"\0" in data[:_NUL_HEAD]:
        for signature, name, remedy in WITH_NULS:
            if data.startswith(signature):
                return name, remedy
    return None


def _zip_format(data: bytes) -> tuple[str, str]:
    head = data[:_ZIP_HEAD]
    for content, name, remedy in ZIPPED:
        if content in head:
            return name, remedy
    return "a ZIP archive", UNPACK


def full_of_controls(data: bytes) -> bool:
    """Whether more than a tenth of the first bytes are control characters that text does not hold.

    UTF-16 and UTF-32 must be ruled out before, since half of their bytes may be NUL.

    >>> full_of_controls(bytes(range(32))), full_of_controls("一句话".encode())
    (True, False)
    """
    head = data[:_CONTROLS_HEAD]
    return _count_controls(head) > _MAX_CONTROLS * len(head)


def has_controls(data: bytes) -> bool:
    r"""Whether the first bytes hold a control character that text does not hold.

    >>> has_controls(b"one \x03 is enough"), has_controls(b"a tab\tand a line\r\n")
    (True, False)
    """
    return _count_controls(data[:_CONTROLS_HEAD]) > 0


def _count_controls(head: bytes) -> int:
    """The number of control characters that text does not hold."""
    return len(head) - len(head.translate(None, _CONTROLS))
