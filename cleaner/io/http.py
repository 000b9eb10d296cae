"""HTTP responses as crawlers store them: header, and the body with its encodings undone.

Many archives hold bodies that were decoded when they were stored, under the headers of the encoded ones.
So a header is believed only if the body agrees.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Mapping
from typing import Any

from cleaner.document import MissingPackageError
from cleaner.io.compression import zstd_module
from cleaner.io.extras import optional
from cleaner.io.items import MEGABYTE, ReadError, too_large

CHUNK_HEAD = re.compile(
    rb"([0-9A-Fa-f]{1,8})[ \t]*"  # 1a2b, the size
    rb"(?:;[^\n]*)?\r?\n"  # ;name=value
)
"""The line before a chunk of a body."""
MAX_CHUNK_HEAD = 1000
END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
CUT_OFF = "the body is cut off"


def split_response(data: bytes) -> tuple[int, dict[str, str], bytes]:
    r"""Status, headers with lower-case names, and body as it was sent.

    Raises `ReadError` if this is no response.

    >>> split_response(b"HTTP/1.1 200 OK\r\nX-A: b\r\n\r\nbody")
    (200, {'x-a': 'b'}, b'body')
    """
    end = END_OF_HEAD.search(data)
    if not end:
        raise ReadError("the response has no end of its header")
    first, *lines = data[: end.start()].splitlines()
    status = first.split()[1:2]
    if not first.startswith(b"HTTP/") or not status or not status[0].isdigit():
        raise ReadError("the record holds no HTTP response")
    return int(status[0]), headers_of(lines), data[end.end() :]


def headers_of(lines: list[bytes]) -> dict[str, str]:
    """Headers with lower-case names; a line that begins with white space continues the one before it.

    >>> headers_of([b"A: b", b"  c", b"no header"])
    {'a': 'b c'}
    """
    headers: dict[str, str] = {}
    name = ""
    for line in lines:
        text = line.decode("utf-8", "replace")
        if text[:1] in (" ", "\t"):
            if name:
                headers[name] += f" {text.strip()}"
            continue
        key, colon, value = text.partition(":")
        if colon:
            name = key.strip().lower()
            headers[name] = value.strip()
    return headers


def decoded_body(headers: Mapping[str, str], body: bytes, max_bytes: int) -> bytes:
    """The body with its transfer and content encodings undone.

    Raises `ReadError` if it is cut off, damaged or larger than `max_bytes`.
    """
    length = headers.get("content-length", "")
    data = body
    if "chunked" in headers.get("transfer-encoding", "").lower():
        data, length = _dechunked(data), ""
    for encoding in reversed(headers.get("content-encoding", "").lower().split(",")):
        undo = DECODERS.get(encoding.strip())
        if undo:
            plain = undo(data, max_bytes)
            if plain is data:
                length = ""  # that of the encoded body, which is not here
            data = plain
    if length.isdigit() and len(body) < int(length):
        raise ReadError(f"{CUT_OFF}: {len(body):,} of {int(length):,} bytes")
    if len(data) > max_bytes:
        raise ReadError(too_large(max_bytes))
    return data


def _dechunked(body: bytes) -> bytes:
    """The chunks of a body together; the body itself if it does not begin with one."""
    chunks: list[bytes] = []
    position = 0
    while True:
        head = CHUNK_HEAD.match(body, position)
        if not head:
            if position == 0 and body:
                return body
            whole_line = b"\n" in body[position : position + MAX_CHUNK_HEAD]
            raise ReadError("a chunk of the body is damaged" if whole_line else CUT_OFF)
        start, size = head.end(), int(head[1], 16)
        if size == 0:
            return b"".join(chunks)
        if start + size > len(body):
            raise ReadError(CUT_OFF)
        chunks.append(body[start : start + size])
        position = start + size
        position += 2 if body[position : position + 2] == b"\r\n" else body[position : position + 1] == b"\n"


def _gunzipped(data: bytes, max_bytes: int) -> bytes:
    if not data.startswith(b"\x1f\x8b"):
        return data
    return _inflated(data, 31, max_bytes)


def _inflated(data: bytes, window: int, max_bytes: int) -> bytes:
    """The content of the streams that follow each other in `data`; what follows those is left out."""
    parts: list[bytes] = []
    while data:
        stream = zlib.decompressobj(window)
        try:
            parts.append(stream.decompress(data, max_bytes + 1 - sum(map(len, parts))))
        except zlib.error as error:
            if parts:
                break
            raise ReadError(f"the body is damaged: {error}") from error
        if sum(map(len, parts)) > max_bytes:
            raise ReadError(too_large(max_bytes))
        if not stream.eof:
            raise ReadError(CUT_OFF)
        data = stream.unused_data
    return b"".join(parts)


def _undeflated(data: bytes, max_bytes: int) -> bytes:
    """A deflated body, with the header of zlib or, as some servers send it, without."""
    if len(data) > 1 and data[0] & 15 == 8 and int.from_bytes(data[:2], "big") % 31 == 0:
        return _inflated(data, zlib.MAX_WBITS, max_bytes)
    if _is_markup(data):
        return data
    return _inflated(data, -zlib.MAX_WBITS, max_bytes)


def _unbrotlied(data: bytes, max_bytes: int) -> bytes:
    if _is_markup(data):
        return data
    try:
        brotli = optional("brotli")
    except MissingPackageError as error:
        raise ReadError(str(error)) from error
    stream = brotli.Decompressor()
    parts, size = [], 0
    try:
        for start in range(0, len(data), MEGABYTE):
            parts.append(stream.process(data[start : start + MEGABYTE]))
            size += len(parts[-1])
            if size > max_bytes:
                raise ReadError(too_large(max_bytes))
    except brotli.error as error:
        raise ReadError(f"the body is damaged: {error}") from error
    if not stream.is_finished():
        raise ReadError(CUT_OFF)
    return b"".join(parts)


def _unzstded(data: bytes, max_bytes: int) -> bytes:
    if not data.startswith(b"\x28\xb5\x2f\xfd"):
        return data
    try:
        stream = zstd_module().ZstdDecompressor()
        plain: bytes = stream.decompress(data, max_bytes + 1)
    except MissingPackageError as error:
        raise ReadError(str(error)) from error
    except Exception as error:  # each zstd package has errors of its own
        raise ReadError(f"the body is damaged: {error}") from error
    if len(plain) <= max_bytes and not stream.eof:
        raise ReadError(CUT_OFF)
    return plain


def _is_markup(data: bytes) -> bool:
    return data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


DECODERS: dict[str, Callable[[bytes, int], Any]] = {
    "gzip": _gunzipped,
    "x-gzip": _gunzipped,
    "deflate": _undeflated,
    "br": _unbrotlied,
    "zstd": _unzstded,
}
"""Content encoding to the function that undoes it.

A function returns its argument if that is not encoded. Others (`identity`, and mistakes such as `utf-8`)
change nothing.
"""
