"""Web archives: the pages of a WARC file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import IO, Any

from cleaner.document import Document, Metadata
from cleaner.io.extras import optional
from cleaner.io.items import Item, ReadError, Reading, too_large, unreadable

CHARSET = re.compile(
    r"charset\s*=\s*[\"']?"  # charset="
    r"([\w.:-]+)",  # gb2312
    re.IGNORECASE,
)
"""The charset label of a `Content-Type` header: `text/html; charset=gb2312`."""
TEXT = re.compile(
    r"text/"  # text/html, text/plain
    r"|application/(?:xhtml|xml)"  # application/xhtml+xml
    r"|$",  # no header at all
    re.IGNORECASE,
)
"""The beginning of a `Content-Type` header of text."""
CUT_OFF = "the web archive is cut off"


def warc(stream: IO[bytes], container: str, reading: Reading) -> Iterator[Item]:
    """Yield the texts and pages of a WARC or WET file, in order.

    - Images, redirects, errors and requests are passed over.
    - The data is unpacked as the HTTP header says; the header's charset is noted as `declared_charset`.
    - A page larger than `max_bytes` is an item with an error.
    - The number in an item's path counts responses, resources and conversions.

    Raises `ReadError` if the archive is damaged, after the pages before the damage, and
    `MissingPackageError` if fastwarc is not installed.
    """
    for number, record in enumerate(_records(stream), 1):
        if record.headers.get("Content-Length") is None:
            raise ReadError(CUT_OFF)
        content_type = _content_type(record)
        if _is_error(record) or not TEXT.match(content_type):
            continue
        name = f"{container}/{number}"
        data = _body(record, reading.max_bytes)
        if len(data) > reading.max_bytes:
            yield unreadable(name, too_large(reading.max_bytes), container)
            continue
        url = record.headers.get("WARC-Target-URI", "")
        facts = Metadata(url=url)
        if charset := CHARSET.search(content_type):
            facts["declared_charset"] = charset[1]
        fields = {"url": url, "warc_date": record.headers.get("WARC-Date", "")}
        document = Document(data=data, id=record.record_id or name, metadata=facts)
        yield Item(document, name, container, fields)


def _records(stream: IO[bytes]) -> Iterator[Any]:
    """The records that may hold a page, up to the first damage."""
    fastwarc = optional("fastwarc.warc")
    kinds = fastwarc.WarcRecordType
    wanted = kinds.response | kinds.resource | kinds.conversion
    pieces: Any = _Piecemeal(stream)
    records = fastwarc.ArchiveIterator(pieces, record_types=wanted, parse_http=True, auto_decode="all")
    return _until_damaged(records)


def _until_damaged(records: Iterable[Any]) -> Iterator[Any]:
    """The records up to the first damage, which is a `ReadError`."""
    try:
        yield from records
    except (OSError, ValueError, EOFError) as error:
        raise ReadError(f"the web archive is damaged or cut off: {error}") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # of the parser, which is written in Rust
            raise
        raise ReadError(f"the web archive is damaged: {error}") from error


def _is_error(record: Any) -> bool:
    """Whether the server answered with anything but a page: an error or a redirect."""
    http = record.http_headers
    return http is not None and http.status_code != 200


def _content_type(record: Any) -> str:
    """The `Content-Type` header of the page, or of the record if it holds no HTTP response."""
    headers = record.headers if record.http_headers is None else record.http_headers
    return headers.get("Content-Type") or ""


def _body(record: Any, max_bytes: int) -> bytes:
    """The data of a record, at most one byte more than allowed.

    Raises `ReadError` if there is less than the record promises; of packed data the length is unknown.
    """
    length = record.content_length
    data: bytes = record.reader.read(max_bytes + 1)
    http = record.http_headers
    packed = http is not None and (http.get("Content-Encoding") or http.get("Transfer-Encoding"))
    if len(data) < length and not packed:
        raise ReadError(CUT_OFF)
    return data


class _Piecemeal:
    """A stream that returns what is there instead of waiting for more.

    So nothing that was read before damage is lost to it.
    """

    def __init__(self, stream: Any) -> None:
        self.stream = stream

    def read(self, size: int = -1) -> bytes:
        data: bytes = self.stream.read1(size)
        return data

    def tell(self) -> int:
        return int(self.stream.tell())
