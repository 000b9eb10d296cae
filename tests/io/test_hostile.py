"""Containers that are cut, damaged or malicious: nothing ends early without a word."""

from __future__ import annotations

import gzip
import io
import json
import os
import tarfile
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest
from helpers import items

from cleaner.io.items import Item, Meter, Reading
from cleaner.io.sources import read_all

PAGE = b"<p>a page</p>"
HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def warc_record(
    number: int, body: bytes, length: object = None, kind: str = "response", extra: str = ""
) -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{number}>\r\n{extra}"
        f"WARC-Target-URI: http://a.cn/{number}\r\nContent-Type: application/http;msgtype=response\r\n"
        f"Content-Length: {len(body) if length is None else length}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


def answer(headers: bytes, body: bytes) -> bytes:
    return HTML + headers + b"\r\n" + body


def outcomes(path: Path, **options: Any) -> list[str]:
    """Text or error of each item."""
    return [
        f"error: {item.error}" if item.error else (item.document.data or b"").decode()
        for item in items(path, reading=Reading(**options))
    ]


GZIPPED = gzip.compress(PAGE * 50)
CHUNKED = b"5\r\n" + PAGE[:5] + b"\r\n8;x=y\r\n" + PAGE[5:] + b"\r\n0\r\n\r\n"


@pytest.mark.parametrize(
    ("headers", "body", "outcome"),
    [
        (b"Transfer-Encoding: chunked\r\n", CHUNKED, PAGE),
        (b"Transfer-Encoding: chunked\r\n", PAGE, PAGE),
        (b"Transfer-Encoding: chunked\r\n", CHUNKED[:12], "cut off"),
        (b"Transfer-Encoding: chunked\r\n", CHUNKED[:-5], "cut off"),
        (b"Transfer-Encoding: chunked\r\n", CHUNKED.replace(b"8;", b"zz"), "damaged"),
        (
            b"Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n",
            b"%x\r\n%s\r\n0\r\n\r\n" % (len(GZIPPED), GZIPPED),
            PAGE * 50,
        ),
        (b"Content-Encoding: gzip\r\n", GZIPPED, PAGE * 50),
        (b"Content-Encoding: gzip\r\n", PAGE, PAGE),
        (b"Content-Encoding: gzip\r\n", GZIPPED[:-12], "cut off"),
        (b"Content-Encoding: gzip\r\n", GZIPPED[:-8] + b"\xff" * 8, "damaged"),
        (b"Content-Encoding: gzip\r\nContent-Length: 9999\r\n", GZIPPED[:-12], "cut off"),
        (b"Content-Encoding: gzip\r\nContent-Length: 9999\r\n", PAGE, PAGE),
        (b"Content-Encoding: deflate\r\n", zlib.compress(PAGE), PAGE),
        (b"Content-Encoding: deflate\r\n", zlib.compress(PAGE)[2:-4], PAGE),
        (b"Content-Encoding: deflate\r\n", PAGE, PAGE),
        (b"Content-Encoding: deflate\r\n", zlib.compress(os.urandom(99))[:50], "cut off"),
        (b"Content-Encoding: br\r\n", PAGE, PAGE),
        (b"Content-Encoding: utf-8\r\n", PAGE, PAGE),
        (b"Content-Encoding: zstd\r\n", PAGE, PAGE),
        (b"Content-Length: 9999\r\n", PAGE, "cut off: 13 of 9,999"),
        (b"Content-Length: 3\r\n", PAGE, PAGE),
        (b"Content-Encoding: gzip\r\n", gzip.compress(b"0" * (3 << 20)), "larger than 1 MB"),
    ],
)
def test_bodies_of_responses(headers: bytes, body: bytes, outcome: bytes | str, tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(warc_record(1, answer(headers, body)) + warc_record(2, answer(b"", PAGE)))
    one, two = outcomes(path, max_bytes=1 << 20)
    assert two == PAGE.decode()
    if isinstance(outcome, str):
        assert one.startswith("error:")
        assert outcome in one
    else:
        assert one.encode() == outcome


@pytest.mark.parametrize("encoding", ["br", "zstd"])
def test_encodings_that_need_a_package(encoding: str, tmp_path: Path) -> None:
    module = pytest.importorskip({"br": "brotli", "zstd": "backports.zstd"}[encoding])
    body = module.compress(PAGE * 50)
    head = f"Content-Encoding: {encoding}\r\n".encode()
    path = tmp_path / "a.warc"
    path.write_bytes(b"".join(warc_record(n, answer(head, body[: len(body) - n * 5])) for n in range(2)))
    whole, cut = outcomes(path)
    assert whole.encode() == PAGE * 50
    assert "cut off" in cut


@pytest.mark.parametrize("length", [5, 40, 100, 300, 10**9, 10**30, -5, "abc", ""])
@pytest.mark.parametrize("packed", [False, True])
def test_a_wrong_length_costs_its_record_only(length: object, packed: bool, tmp_path: Path) -> None:
    parts = [warc_record(n, answer(b"", PAGE + b"%d" % n), length if n == 2 else None) for n in range(1, 5)]
    path = tmp_path / ("a.warc.gz" if packed else "a.warc")
    path.write_bytes(b"".join(map(gzip.compress, parts)) if packed else b"".join(parts))
    one, *errors, three, four = outcomes(path)
    assert (one, three, four) == (f"{PAGE.decode()}1", f"{PAGE.decode()}3", f"{PAGE.decode()}4")
    assert errors
    assert all(text.startswith("error:") for text in errors)


def test_a_web_archive_that_is_cut_or_has_rubble_in_it(tmp_path: Path) -> None:
    one, two = (warc_record(n, answer(b"", PAGE)) for n in (1, 2))
    path = tmp_path / "a.warc"
    path.write_bytes(one + two[:-20])
    assert outcomes(path) == [PAGE.decode(), "error: after 1 documents: the web archive is cut off"]
    path.write_bytes(one + two[:30])
    assert "cut off" in outcomes(path)[1]
    path.write_bytes(b"rubble\r\n" * 9 + one + b"rubble\r\n\r\nmore\r\n" + two)
    error = "error: no record begins here"
    assert outcomes(path) == [error, PAGE.decode(), error, PAGE.decode()]
    truncated = warc_record(3, answer(b"", PAGE), extra="WARC-Truncated: length\r\n")
    path.write_bytes(truncated + one)
    assert [text.startswith("error") for text in outcomes(path)] == [True, False]


def test_a_page_larger_than_allowed_costs_itself_only(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    large = warc_record(1, answer(b"", b"x" * (3 << 20)))
    image = warc_record(2, answer(b"", b"x" * (3 << 20)).replace(b"text/html", b"image/png"))
    path.write_bytes(large + image + warc_record(3, answer(b"", PAGE)))
    meter = Meter()
    got = list(read_all([str(path)], Reading(max_bytes=1 << 20), meter=meter))
    assert [bool(item.error) for item in got] == [True, False]
    assert meter.skipped == {"web archive records that are no page": 1}


def tar(*names: str, size: int = 700) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name in names:
            info = tarfile.TarInfo(name)
            info.size = size
            archive.addfile(info, io.BytesIO(b"x" * size))
    return buffer.getvalue()


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:1536],  # between two members
        lambda data: data[: 1536 + 200],  # inside a header
        lambda data: data[: 1536 + 600],  # inside a member
        lambda data: data[:1536] + b"\xff" * 512 + data[2048:],  # a header of rubble
        lambda data: data[:1636] + b"\x01" + data[1637:],  # a header that does not add up
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_a_tar_that_is_cut_or_damaged(damage: Any, packed: bool, tmp_path: Path) -> None:
    data = damage(tar("a.txt", "b.txt", "c.txt"))
    path = tmp_path / ("a.tar.gz" if packed else "a.tar")
    path.write_bytes(gzip.compress(data) if packed else data)
    got = items(path)
    assert not got[0].error
    assert "damaged or cut off" in got[-1].error
    assert got[-1].ends or got[-1].path.endswith("b.txt")


def test_a_tar_behind_another(tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(tar("a.txt") + tar("b.txt"))
    good, bad = items(tmp_path / "a.tar")
    assert not good.error
    assert "more behind the end" in bad.error


def test_a_tar_that_ends_as_it_should(tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(tar("a.txt", "b" * 300))
    assert [item.error for item in items(tmp_path / "a.tar")] == ["", ""]
    (tmp_path / "none.tar").write_bytes(tar())
    assert items(tmp_path / "none.tar") == []


def test_a_name_of_many_megabytes(tmp_path: Path) -> None:
    """All of it would be read into memory."""
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 2 << 30
    (tmp_path / "a.tar").write_bytes(tar("a.txt")[:1536] + info.tobuf() + b"x" * 10_000)
    good, bad = items(tmp_path / "a.tar")
    assert not good.error
    assert "a name of 2048 MB" in bad.error


def test_a_zip_whose_members_share_their_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"0" * (10 << 20))
        archive.filelist *= 40
    got = items(path)
    assert len(got) < 40
    assert "bomb" in got[-1].error


def parquet_of(path: Path, table: Any, **how: Any) -> Path:
    parquet = pytest.importorskip("pyarrow.parquet", reason="the parquet extra is not installed")
    parquet.write_table(table, path, **how)
    return path


def test_a_value_that_cannot_be_read_costs_its_row(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow", reason="the parquet extra is not installed")
    bad = pa.Array.from_buffers(
        pa.string(), 3, [None, pa.py_buffer(b"\0\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0"), pa.py_buffer(b"a\xffc")]
    )
    when = pa.array([0, 1, 2**62], pa.timestamp("us"))
    text = pa.array(["一", "二", "三"])
    path = parquet_of(tmp_path / "a.parquet", pa.table({"text": text, "bad": bad, "when": when}))
    assert [bool(item.error) for item in items(path)] == [False, True, True]
    assert [item.document.text for item in items(path, reading=Reading(fields=False))] == ["一", "二", "三"]


def test_a_damaged_row_group_costs_itself_only(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow", reason="the parquet extra is not installed")
    table = pa.table({"text": [os.urandom(200).hex() for _ in range(300)]})
    path = parquet_of(tmp_path / "a.parquet", table, row_group_size=100, use_dictionary=False)
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle - 15_000 : middle + 3_000] = b"\xff" * 18_000
    path.write_bytes(data)
    got = items(path)
    assert sum(not item.error for item in got) >= 200
    assert [item.path for item in got if item.error] == ["a.parquet/101-"]
    assert got[-1].path == "a.parquet/300"


def test_a_small_parquet_file_that_is_large_inside(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow", reason="the parquet extra is not installed")
    table = pa.table({"text": ["x" * (60 << 20)] * 2 + ["short"]})
    path = parquet_of(tmp_path / "a.parquet", table, compression="zstd")
    assert path.stat().st_size < 1 << 20
    got = items(path, reading=Reading(max_bytes=1 << 20))
    assert "--max-size" in got[0].error or "row group 0" in got[0].error


def test_records_that_no_writer_takes(tmp_path: Path) -> None:
    deep = b"[" * 100_000 + b"]" * 100_000
    lines = [
        b'{"text": "\\ud83d", "id": "\\udc00x"}',
        b'{"text": "a\\u0000b"}',
        b'{"text": "c", "n": NaN, "m": -Infinity, "k": 1e999}',
        b'{"text": "d", "deep": %s}' % deep,
        b'{"text": "e", "deep": %s}' % (b'{"a":' * 300 + b"1" + b"}" * 300),
        b'{"text": "f", "deep": %s}' % (b"[" * 50 + b"]" * 50),
        b'{"text": "g", "id": 123456789012345678901234567890}',
    ]
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\n".join(lines))
    got = items(path)
    assert [bool(item.error) for item in got] == [False, False, False, True, True, False, False]
    assert got[0].document.id == "\ufffdx"
    assert got[6].id == "123456789012345678901234567890"


def test_a_container_that_never_yields_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "a"}\n{"text": "b"}\n')

    def endless(*_: object) -> Item:
        while True:
            pass

    monkeypatch.setattr("cleaner.io.records._line_item", endless)
    (item,) = items(path, reading=Reading(seconds=0.2))
    assert "nothing came for 0.2 seconds" in item.error
    assert item.ends


def test_devices_and_pipes_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "zero.html").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "pipe.html")
    (tmp_path / "linked.html").symlink_to(tmp_path / "pipe.html")
    for item in [*items(tmp_path), *items("file:///dev/zero"), *items(tmp_path / "zero.html")]:
        assert item.error == "not a regular file"


def test_every_cut_and_many_flips_are_told(tmp_path: Path) -> None:
    """Whatever is done to a container, each of its documents comes whole, or an error comes."""
    texts = [f"{number} " + os.urandom(40).hex() for number in range(20)]
    lines = "".join(json.dumps({"text": text}) + "\n" for text in texts).encode()
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, text in enumerate(texts):
            archive.writestr(f"{number}.txt", text)
    tarred = io.BytesIO()
    with tarfile.open(fileobj=tarred, mode="w") as archive:
        for number, text in enumerate(texts):
            info = tarfile.TarInfo(f"{number}.txt")
            info.size = len(text)
            archive.addfile(info, io.BytesIO(text.encode()))
    containers = {
        "a.jsonl.gz": gzip.compress(lines),
        "a.zip": zipped.getvalue(),
        "a.tar": tarred.getvalue(),
        "a.tar.gz": gzip.compress(tarred.getvalue()),
    }
    for name, data in containers.items():
        path = tmp_path / name
        end = len(data) - (10_240 - len(texts) * 1024 % 10_240 if name == "a.tar" else 0)
        for cut in range(1, end, max(end // 40, 1)):
            path.write_bytes(data[:cut])
            got = items(path)
            assert len(got) == 20 or any(item.error for item in got), (name, cut)
