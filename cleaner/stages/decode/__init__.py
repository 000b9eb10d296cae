"""Decode: turn bytes into text, whatever their charset.

`binary` recognizes bytes that are not text. `charset` finds the charset, by `byte_patterns`, `labels` and the
likelihood of the text. `codecs` reads the bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from cleaner.document import Document, NotTextError
from cleaner.stages.decode.binary import binary_kind, full_of_controls
from cleaner.stages.decode.byte_patterns import BYTE_ORDER_MARKS
from cleaner.stages.decode.charset import Detected, detect
from cleaner.stages.decode.codecs import read

UNICODE = ("utf-8", "utf-16", "utf-32")
"""How the names of charsets begin that may hold control characters or NULs and still be text."""


def decode(data: bytes) -> str:
    """Read `data` as text; line ends stay as they are.

    Bytes that fit no charset become U+FFFD; a character cut off at the end is left out. Raises
    `NotTextError` if the bytes are not text at all; the message says what they are.

    >>> decode("編碼".encode("big5")), decode("编码".encode("utf-16"))
    ('編碼', '编码')
    """
    text, _ = _decode(bytes(data), declared="")
    return text


@dataclass(frozen=True)
class Decode:
    """Find the charset of the bytes in `data` and turn them into `text`.

    `declared_charset` in the metadata (what a server said) breaks ties. Notes `charset` and
    `charset_evidence` (byte order mark, valid utf-8, likelihood, declared, detector …).
    """

    name: ClassVar[str] = "decode"

    def __call__(self, document: Document) -> Document:
        """The document with `text`; itself if it came as text. Raises `NotTextError`."""
        if document.data is None:
            return document
        declared = str(document.metadata.get("declared_charset", ""))
        text, detected = _decode(document.data, declared)
        return document.replace(text=text).noting(
            charset=detected.charset, charset_evidence=detected.evidence
        )


def _decode(data: bytes, declared: str) -> tuple[str, Detected]:
    """The text without its byte order mark, and the charset it was read in."""
    marked = any(data.startswith(mark) for mark, _ in BYTE_ORDER_MARKS)
    kind = binary_kind(data)
    if kind and not marked:
        raise NotTextError(f"the input is {kind}")
    detected = detect(data, declared)
    if not detected.charset.startswith(UNICODE) and full_of_controls(data):
        raise NotTextError("the input is binary data of an unknown format, not text: leave it out")
    text = detected.text
    if text is None:
        text = read(data, detected.charset)
    return text.removeprefix("\ufeff"), detected
