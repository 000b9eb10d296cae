"""Bytes to text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from cleaner.document import Document, NotTextError
from cleaner.stages.decode.binary import binary_kind, full_of_controls
from cleaner.stages.decode.charset import BYTE_ORDER_MARKS, Detected, detect
from cleaner.stages.decode.codecs import read

UNICODE = ("utf-8", "utf-16", "utf-32")


def decode(data: bytes) -> str:
    """The text of `data`, whatever its charset; line ends stay as they are.

    Bytes that fit no charset become U+FFFD, a character cut off at the end is left out. Raises
    `NotTextError` for bytes that are no text at all; the message says what they are.

    >>> decode("編碼".encode("big5")), decode("编码".encode("utf-16"))
    ('編碼', '编码')
    """
    return _decode(bytes(data), "")[0]


def _decode(data: bytes, declared: str) -> tuple[str, Detected]:
    marked = any(data.startswith(mark) for mark, _ in BYTE_ORDER_MARKS)
    if not marked and (kind := binary_kind(data)):
        raise NotTextError(f"the input is {kind}")
    detected = detect(data, declared)
    if not detected.charset.startswith(UNICODE) and full_of_controls(data):
        raise NotTextError("the input is binary data of an unknown format, not text: leave it out")
    text = read(data, detected.charset) if detected.text is None else detected.text
    return text.removeprefix("\ufeff"), detected


@dataclass(frozen=True)
class Decode:
    """Finds the charset of the bytes in `data` and turns them into `text`.

    `declared_charset` in the metadata (what a server said) breaks ties. Notes `charset` and
    `charset_evidence` (byte order mark, valid utf-8, likelihood, declared, detector …).
    """

    name: ClassVar[str] = "decode"

    def __call__(self, document: Document) -> Document:
        if document.data is None:
            return document
        text, detected = _decode(document.data, str(document.metadata.get("declared_charset", "")))
        return document.replace(text=text).noting(
            charset=detected.charset, charset_evidence=detected.evidence
        )
