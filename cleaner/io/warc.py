"""Web archives: the pages of a WARC file.

A reader of our own rather than fastwarc (2.0), which ends the archive at the first record with a wrong
length, and takes a body for whole that is chunked, cut off, or not encoded as its header says.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import IO

from cleaner.document import Document, Metadata
from cleaner.io.http import decoded_body, headers_of, split_response
from cleaner.io.items import MEGABYTE, Item, ReadError, Reading, passed_over, too_large, unreadable
from cleaner.io.names import without_surrogates

CHARSET = re.compile(
    r"charset\s*=\s*[\"']?"  # charset="
    r"([\w.:-]+)",  # gb2312
    re.IGNORECASE,
)
"""The charset label of a `Content-Type` header: `text/html; charset=gb2312`."""
TEXT = re.compile(
    r"text/(?!dns)"  # text/html, text/plain, but no record of a name server
    r"|application/(?:xhtml|xml)"  # application/xhtml+xml
    r"|$",  # no header at all
    re.IGNORECASE,
)
"""The beginning of a `Content-Type` header of text."""
NEXT_RECORD = re.compile(rb"\r?\n(?=WARC/\d\.\d+\r?\n[Ww][Aa][Rr][Cc]-)")
"""The end of a record's body, before the head of the next one."""
END_OF_RECORD = b"\r\n\r\n"
WANTED = {"response", "resource", "conversion"}
"""Types of records that may hold a page."""
OTHERS = {"warcinfo", "request", "metadata", "revisit", "continuation"}
"""Types of records that hold none."""
MAX_HEAD = 64 << 10
"""Maximum length of the head of a response, bytes: this much more than a document is read of a record."""
MAX_LINE = 64 << 10
"""Maximum length of a line of a record's head, bytes."""
MAX_LINES = 1000
"""Maximum number of lines of a record's head."""
MAX_DIGITS = 16
"""Maximum number of digits of a length that can be true."""
NO_PAGE = "web archive records that are no page"
CUT_OFF = "the web archive is cut off"
DAMAGED_HEAD = "the head of the record is damaged"
WRONG_LENGTH = "the record is damaged or its Content-Length is wrong"


@dataclass(frozen=True)
class Record:
    """A record of an archive.

    - `headers`: its headers, with lower-case names;
    - `body`: its body, or the beginning of one that is much larger than allowed;
    - `error`: what is wrong with it; empty if nothing is.
    """

    headers: dict[str, str]
    body: bytes
    error: str = ""


def warc(stream: IO[bytes], container: str, reading: Reading) -> Iterator[Item]:
    """Yield the texts and pages of a WARC or WET file, in order.

    - Images, redirects, errors and requests are passed over, and counted.
    - The data is unpacked as the HTTP header says; the header's charset is noted as `declared_charset`.
    - A page that is damaged, cut off or larger than `max_bytes` is an item with an error, and the next
      ones are read.
    - The number in an item's path counts responses, resources and conversions.

    Raises `ReadError` if the archive is cut off, after the pages before the cut.
    """
    number = 0
    for record in _records(_Lines(stream), reading.max_bytes):
        kind = record.headers.get("warc-type", "").lower()
        if not record.error and kind in OTHERS:
            yield passed_over(NO_PAGE)
            continue
        number += 1
        name = f"{container}/{number}"
        try:
            if not record.error and kind not in WANTED:
                raise ReadError(f"there is no type {kind!r} of records")
            yield _item(record, name, container, reading)
        except ReadError as error:
            yield unreadable(name, str(error), container, data=record.body[: reading.max_bytes])


def _item(record: Record, name: str, container: str, reading: Reading) -> Item:
    """The item of a record that may hold a page; raises `ReadError` if it is damaged."""
    if record.error:
        raise ReadError(record.error)
    headers, data, status = record.headers, record.body, 200
    if headers.get("content-type", "").lower().startswith("application/http"):
        status, headers, data = split_response(data)
    content_type = headers.get("content-type", "")
    if status != 200 or not TEXT.match(content_type):
        return passed_over(NO_PAGE)
    if reason := record.headers.get("warc-truncated"):
        raise ReadError(f"the body was cut off by the crawler ({reason})")
    if len(record.body) > reading.max_bytes + MAX_HEAD:
        raise ReadError(too_large(reading.max_bytes))
    if headers is not record.headers:
        data = decoded_body(headers, data, reading.max_bytes)
    if len(data) > reading.max_bytes:
        raise ReadError(too_large(reading.max_bytes))
    url = without_surrogates(record.headers.get("warc-target-uri", "").strip("<>"))
    facts = Metadata(url=url)
    if charset := CHARSET.search(content_type):
        facts["declared_charset"] = charset[1]
    fields = {"url": url, "warc_date": record.headers.get("warc-date", "")}
    document = Document(data=data, id=record.headers.get("warc-record-id") or name, metadata=facts)
    return Item(document, name, container, fields)


def _records(lines: _Lines, max_bytes: int) -> Iterator[Record]:
    """The records of an archive; after damage the next one is found by its first line.

    Raises `ReadError` if the archive ends inside a record.
    """
    while line := lines.next_line():
        if not line.startswith(b"WARC/"):
            lines.skip_to_record()
            yield Record({}, line, "no record begins here")
            continue
        head = _head(lines)
        headers = headers_of(head)
        length = headers.get("content-length", "")
        if length.isdecimal() and len(length) < MAX_DIGITS:
            record = _with_body(headers, int(length), lines, max_bytes + MAX_HEAD + 1)
            is_damaged = any(b"\0" in line for line in head)
            yield replace(record, error=record.error or DAMAGED_HEAD) if is_damaged else record
        else:
            lines.skip_to_record()
            yield Record(headers, b"", WRONG_LENGTH)


def _head(lines: _Lines) -> list[bytes]:
    """The lines up to the next blank one, not more than `MAX_LINES`."""
    found: list[bytes] = []
    while len(found) < MAX_LINES:
        line = lines.readline()
        if not line:
            raise ReadError(CUT_OFF)
        if not line.strip():
            break
        found.append(line.rstrip(b"\r\n"))
    return found


def _with_body(headers: dict[str, str], length: int, lines: _Lines, limit: int) -> Record:
    """The record whose head was read, with `limit` bytes of its body at most.

    Then the lines stand before the next record. A wrong length is known by what comes behind the body.
    """
    body = lines.read(min(length, limit))
    missing = lines.skip(length - len(body)) if len(body) == limit else length - len(body)
    if not missing and lines.is_before_record():
        return Record(headers, body)
    if end := NEXT_RECORD.search(body):  # the length is too large, and the body holds other records
        lines.push(body[end.end() :])
        return Record(headers, body[: end.start()], WRONG_LENGTH)
    if missing:
        raise ReadError(CUT_OFF)
    lines.skip_to_record()
    return Record(headers, body, WRONG_LENGTH)


class _Lines:
    """A stream of lines and bodies, into which what was read in vain can be put back."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stack = [stream]  # the last one is read first
        self.error: ReadError | None = None

    def push(self, data: bytes) -> None:
        self.stack.append(io.BytesIO(data))

    def read(self, size: int) -> bytes:
        """The next bytes; fewer than `size` at the end only."""
        parts: list[bytes] = []
        while size > 0 and (part := self._read_some(min(size, MEGABYTE))):
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def skip(self, size: int) -> int:
        """Pass over some bytes; return how many are missing at the end."""
        while size > 0 and (part := self._read_some(min(size, MEGABYTE))):
            size -= len(part)
        return size

    def readline(self) -> bytes:
        """The next line, or the beginning of one that is very long; empty at the end."""
        line = b""
        while not line.endswith(b"\n") and len(line) < MAX_LINE:
            part = self.stack[-1].readline(MAX_LINE)
            if not part and not self._pop():
                break
            line += part
        return line

    def next_line(self) -> bytes:
        """The next line that is not blank; empty at the end."""
        if self.error:
            raise self.error
        while (line := self.readline()) and not line.strip():
            pass
        return line

    def is_before_record(self) -> bool:
        """Whether a record, or the end, comes next; what was read to tell is put back.

        Damage further on does not concern the record before it, and is kept for later; nor does rubble
        after the two blank lines with which every record ends.
        """
        blank = b""
        try:
            while (line := self.readline()) and not line.strip():
                blank += line
        except ReadError as error:
            self.error = error
            return True
        self.push(blank + line)
        return not line or line.startswith(b"WARC/") or blank == END_OF_RECORD

    def skip_to_record(self) -> None:
        """Pass over everything before the next line that begins a record."""
        while line := self.readline():
            if line.startswith(b"WARC/"):
                self.push(line)
                return

    def _read_some(self, size: int) -> bytes:
        while not (data := self.stack[-1].read(size)) and self._pop():
            pass
        return data

    def _pop(self) -> bool:
        """Go back to the stream below; false if this is the last one."""
        if len(self.stack) == 1:
            return False
        self.stack.pop()
        return True
