"""Web archives: the pages of a WARC file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import IO, Any

from cleaner.document import Document, Metadata, MissingPackageError
from cleaner.io.items import Item, ReadError, Reading, unreadable

CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
TEXT = re.compile(r"text/|application/(?:xhtml|xml)|$", re.IGNORECASE)


def warc(stream: IO[bytes], path: str, reading: Reading) -> Iterator[Item]:
    """The texts and pages of a WARC or WET file; the charset of the HTTP header comes as the hint
    `declared_charset`. Images, redirects, errors and requests are no documents and are passed over."""
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    except ImportError:
        raise MissingPackageError("WARC", "warc") from None
    wanted = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
    pieces: Any = _Piecemeal(stream)
    records = ArchiveIterator(pieces, record_types=wanted, parse_http=True, auto_decode="all")
    for number, record in enumerate(_survived(records), 1):
        http = record.http_headers
        if record.headers.get("Content-Length") is None:
            raise ReadError("the web archive is cut off")
        if http is not None and http.status_code != 200:
            continue
        header = (record.headers if http is None else http).get("Content-Type") or ""
        if not TEXT.match(header):
            continue
        place = f"{path}/{number}"
        length = record.content_length
        data = record.reader.read(reading.max_bytes + 1)
        encoded = http is not None and (http.get("Content-Encoding") or http.get("Transfer-Encoding"))
        if len(data) < length and not encoded:
            raise ReadError("the web archive is cut off")
        if len(data) > reading.max_bytes:
            yield unreadable(place, f"larger than {reading.max_bytes >> 20} MB; --max-size allows more", path)
            continue
        url = record.headers.get("WARC-Target-URI", "")
        charset = CHARSET.search(header)
        facts = Metadata(url=url)
        if charset:
            facts["declared_charset"] = charset[1]
        fields = {"url": url, "warc_date": record.headers.get("WARC-Date", "")}
        document = Document(data=data, id=record.record_id or place, metadata=facts)
        yield Item(document, place, path, fields)


class _Piecemeal:
    """A stream that hands out what is there instead of waiting for more, so that damage costs
    nothing that was read before it."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream

    def read(self, size: int = -1) -> bytes:
        data: bytes = self.stream.read1(size)
        return data

    def tell(self) -> int:
        return int(self.stream.tell())


def _survived(records: Iterable[Any]) -> Iterator[Any]:
    """The records up to the first damage, which is a `ReadError`."""
    try:
        yield from records
    except (OSError, ValueError, EOFError) as error:
        raise ReadError(f"the web archive is damaged or cut off: {error}") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # what the parser, in Rust, gives up with
            raise
        raise ReadError(f"the web archive is damaged: {error}") from error
