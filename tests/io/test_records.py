"""Records: JSON lines, Parquet, WARC, compressed or not, damaged or not."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import os
from pathlib import Path

import pytest
from helpers import items

from cleaner.io.items import Reading


@pytest.mark.parametrize("suffix", ["", ".gz", ".bz2", ".xz", ".zst"])
def test_json_lines(tmp_path: Path, suffix: str) -> None:
    lines = b'{"html": "\xe5\xa5\xbd", "id": 7, "n": [1]}\n\n{"html": "b", "url": "http://a.cn/"}\n'
    path = tmp_path / f"docs.jsonl{suffix}"
    if suffix == ".zst":
        zstd = pytest.importorskip("backports.zstd", reason="the zstd extra is not installed")
        path.write_bytes(zstd.compress(lines))
    else:
        pack = {"": bytes, ".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress}[suffix]
        path.write_bytes(pack(lines))
    one, two = items(path, reading=Reading(text_field="html"))
    assert (one.document.text, one.document.id, one.fields) == ("好", "7", {"n": [1]})
    assert (two.document.id, two.path) == (f"docs.jsonl{suffix}/3",) * 2
    assert two.document.metadata == {"url": "http://a.cn/"}
    assert two.fields == {"url": "http://a.cn/"}


def test_a_bad_line_is_named_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(
        b'\xef\xbb\xbf{"text": "a"}\n{"text": \n[1]\n{"no": 1}\n{"text": 5}\n\xff\n{"text": "\\ud800"}'
    )
    errors = [item.error for item in items(path)]
    assert errors[0] == errors[6] == ""
    assert errors[1].startswith("line 2: not JSON")
    assert errors[2] == "line 3: not a JSON object"
    assert errors[3].startswith("line 4: no field 'text'")
    assert "--text-field" in errors[3]
    assert "holds a number, not text" in errors[4]
    assert errors[5].startswith("line 6: not JSON")


def test_a_record_without_text_keeps_its_id(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": 7, "text": null}\n{"id": "八"}\n{"id": [9], "text": 1}\n{"id": 10, "text"\n')
    found = [(item.id, item.document.id) for item in items(path)]
    assert found == [(7, "7"), ("八", "八"), (None, "a.jsonl/3"), (None, "a.jsonl/4")]
    assert all(item.error for item in items(path))


def test_a_bad_line_keeps_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'{"text": \n')
    assert items(tmp_path / "a.jsonl")[0].document.data == b'{"text":'


def test_a_line_longer_than_allowed_does_not_stop_the_next(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": "x" * 3_000_000}) + '\n{"text": "b"}\n')
    long, short = items(tmp_path / "a.jsonl", reading=Reading(max_bytes=1 << 20))
    assert "line 1: longer than 1 MB" in long.error
    assert short.document.text == "b"


@pytest.mark.parametrize("cut", [0.3, 0.9])
def test_a_cut_archive_gives_what_comes_before_the_cut(tmp_path: Path, cut: float) -> None:
    lines = "".join(json.dumps({"text": os.urandom(200).hex()}) + "\n" for _ in range(5000))
    data = gzip.compress(lines.encode())
    (tmp_path / "a.jsonl.gz").write_bytes(data[: int(len(data) * cut)])
    *good, bad = items(tmp_path / "a.jsonl.gz")
    assert len(good) > 100
    assert all(not item.error for item in good[:-1])
    assert "damaged or cut off" in bad.error


@pytest.mark.slow
def test_a_compressed_bomb_is_stopped(tmp_path: Path) -> None:
    (tmp_path / "a.html.gz").write_bytes(gzip.compress(b"0" * (200 << 20), 9))
    (bomb,) = items(tmp_path / "a.html.gz")
    assert "bomb" in bomb.error


def test_parquet(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow", reason="the parquet extra is not installed")
    from pyarrow import parquet

    table = pyarrow.table({"text": ["好", None, "c"], "id": [1, 2, 3], "b": [b"\xff", None, b""]})
    parquet.write_table(table, tmp_path / "a.parquet")
    one, two, three = items(tmp_path / "a.parquet")
    assert (one.document.text, one.document.id, one.fields) == ("好", "1", {"b": b"\xff"})
    assert "row 2" in two.error
    assert three.document.text == "c"
    data = (tmp_path / "a.parquet").read_bytes()
    (tmp_path / "cut.parquet").write_bytes(data[: len(data) // 2])
    assert "damaged or cut off" in items(tmp_path / "cut.parquet")[0].error


def test_warc(tmp_path: Path) -> None:
    responses = [
        (
            "http://a.cn/1",
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=gb2312\r\n\r\n",
            "好".encode("gbk"),
        ),
        ("http://a.cn/p.png", b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n", b"\x89PNG"),
        ("http://a.cn/2", b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n", b"gone"),
        ("http://a.cn/3", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"three"),
    ]
    data = b""
    for number, (url, head, body) in enumerate(responses):
        headers = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number}>\r\n"
            f"WARC-Target-URI: {url}\r\n"
            f"WARC-Date: 2020-01-01T00:00:00Z\r\nContent-Type: application/http;msgtype=response\r\n"
            f"Content-Length: {len(head + body)}\r\n\r\n"
        )
        data += headers.encode() + head + body + b"\r\n\r\n"
    for name, packed in (("a.warc", data), ("a.warc.gz", gzip.compress(data))):
        (tmp_path / name).write_bytes(packed)
        one, three = items(tmp_path / name)
        assert one.document.data == "好".encode("gbk")
        assert one.document.metadata == {"url": "http://a.cn/1", "declared_charset": "gb2312"}
        assert three.document.data == b"three"
