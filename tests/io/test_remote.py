"""Remote stores: a real S3 server and web servers with faults, on this machine."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import logging
import tarfile
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from helpers import items, run

from cleaner.document import ConfigError
from cleaner.io.items import Item, Reading

fsspec = pytest.importorskip("fsspec", reason="the remote extra is not installed")
LINES = "".join(json.dumps({"text": f"第{n}篇正文。", "id": n}) + "\n" for n in range(50)).encode()
PAGE = b"<p>a page</p>"
WARC = (
    b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.cn/\r\n"
    b"Content-Type: application/http\r\nContent-Length: 57\r\n\r\n"
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>a page</p>\r\n\r\n"
)


def contents() -> dict[str, bytes]:
    """A file of each format, by name."""
    zipped, tarred = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("in.html", PAGE)
        archive.writestr("in.jsonl", LINES)
    with tarfile.open(fileobj=tarred, mode="w") as tar:
        info = tarfile.TarInfo("in.html")
        info.size = len(PAGE)
        tar.addfile(info, io.BytesIO(PAGE))
    files = {
        "a page.html": PAGE, "页.html.gz": gzip.compress(PAGE),
        "a.warc": WARC, "a.warc.gz": gzip.compress(WARC),
        "d.jsonl": LINES, "d.jsonl.gz": gzip.compress(LINES), "d.ndjson.bz2": bz2.compress(LINES),
        "a.zip": zipped.getvalue(), "a.tar": tarred.getvalue(), "a.tar.gz": gzip.compress(tarred.getvalue()),
    }  # fmt: skip
    try:
        import pyarrow
        from backports import zstd
        from pyarrow import parquet
    except ImportError:
        return files
    table = io.BytesIO()
    parquet.write_table(pyarrow.table({"text": ["一", "二"]}), table)
    return files | {"t.parquet": table.getvalue(), "d.jsonl.zst": zstd.compress(LINES)}


FILES = contents()


def told(found: list[Item]) -> list[tuple[str, str, str]]:
    return [
        (item.path, item.error, item.document.text or (item.document.data or b"").decode()) for item in found
    ]


@pytest.fixture
def local(tmp_path: Path) -> Path:
    folder = tmp_path / "local"
    folder.mkdir()
    for name, data in FILES.items():
        (folder / name).write_bytes(data)
    return folder


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """The address of a bucket that holds `FILES`."""
    pytest.importorskip("s3fs", reason="the remote extra is not installed")
    moto = pytest.importorskip("moto.server", reason="moto is not installed")
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "y", "AWS_DEFAULT_REGION": "us-east-1"
        }.items():  # fmt: skip
            patch.setenv(name, value)
        server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        server.start()
        patch.setenv("AWS_ENDPOINT_URL", "http://{}:{}".format(*server.get_host_and_port()))
        system = fsspec.filesystem("s3")
        system.mkdir("crawl")
        for name, data in FILES.items():
            system.pipe(f"crawl/all/{name}", data)
        yield "s3://crawl"
        system.clear_instance_cache()
        server.stop()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_s3_gives_what_files_give(s3: str, local: Path, tmp_path: Path) -> None:
    assert told(items(f"{s3}/all/")) == told(items(local))
    for name in FILES:
        assert told(items(f"{s3}/all/{name}")) == told(items(local / name)), name
    assert told(items(f"{s3}/all/d.*")) == told(items(local / "d.*"))
    assert run(f"{s3}/all/", tmp_path / "all.jsonl").failed == 0
    assert run(local, tmp_path / "locally.jsonl").failed == 0
    first, second = ((tmp_path / f"{name}.jsonl").read_text() for name in ("all", "locally"))
    assert first == second
    for missing in (f"{s3}/none.html", f"{s3}/none/*.html", "s3://nobucket/x.html"):
        with pytest.raises(ConfigError, match="s3://"):
            run(missing, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_an_object_that_is_cut_while_it_is_read(s3: str) -> None:
    system = fsspec.filesystem("s3")
    long = gzip.compress(LINES * 2000, 1)
    system.pipe("crawl/cut/d.jsonl.gz", long[: len(long) // 2])
    *good, bad = items(f"{s3}/cut/d.jsonl.gz")
    assert len(good) > 100
    assert "damaged or cut off" in bad.error


STOP = threading.Event()
"""Ends the silence of a server that stalls."""


class Server(BaseHTTPRequestHandler):
    """Answers with `FILES`; the first part of the path says what goes wrong."""

    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:  # as the base class calls it
        self.answer(head=True)

    def do_GET(self) -> None:
        self.answer(head=False)

    def answer(self, *, head: bool) -> None:
        from urllib.parse import unquote, urlsplit

        _, how, name = unquote(urlsplit(self.path).path).split("/", 2)
        if name not in FILES or (how == "vanish" and not head):
            self.send_error(404)
            return
        data = FILES[name] * (2000 if how in ("cut", "stall") else 1)
        start, end, status = 0, len(data), 200
        if how == "ranges" and (wanted := self.headers.get("Range")):
            first, _, last = wanted.removeprefix("bytes=").partition("-")
            start, status = int(first), 206
            end = min(int(last) + 1, len(data)) if last else len(data)
        self.send_response(status)
        if how == "ranges":
            self.send_header("Accept-Ranges", "bytes")
            self.send_header("Content-Range", f"bytes {start}-{end - 1}/{len(data)}")
        self.send_header("Content-Length", str(end - start))
        self.end_headers()
        if head:
            return
        if how in ("cut", "stall"):
            end = len(data) // 2
        self.wfile.write(data[start:end])
        if how == "stall":
            self.wfile.flush()
            STOP.wait(60)
        if how in ("cut", "stall"):
            self.close_connection = True

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def web() -> Iterator[str]:
    pytest.importorskip("aiohttp", reason="the remote extra is not installed")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    server.daemon_threads = True
    STOP.clear()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    STOP.set()
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("how", ["plain", "ranges"])
def test_the_web_gives_what_files_give(how: str, web: str, local: Path) -> None:
    from urllib.parse import quote

    for name in FILES:
        assert told(items(f"{web}/{how}/{quote(name)}?x=1")) == told(items(local / name)), name


def test_a_web_server_with_faults(web: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("cleaner.io.remote.SILENCE_SECONDS", 0.5)
    for how in ("cut", "stall"):
        *good, bad = items(f"{web}/{how}/d.jsonl")
        assert 100 < len(good) < 50 * 2000
        assert "after " in bad.error
        assert bad.ends
    (vanished,) = items(f"{web}/vanish/d.jsonl")
    assert vanished.error
    for address in (f"{web}/plain/none.html", "http://127.0.0.1:1/a.html", "nowhere://x/y"):
        with pytest.raises(ConfigError, match="://"):
            run(address, tmp_path / "out")
    counts = run((f"{web}/cut/d.jsonl", f"{web}/plain/d.jsonl.gz"), tmp_path / "all.jsonl")
    assert counts.failed == 1
    assert (tmp_path / "all.jsonl").read_bytes().count(b"\n") == counts.ok


def test_a_server_that_sends_nothing_for_too_long(web: str) -> None:
    *_, bad = items(f"{web}/stall/d.jsonl", reading=Reading(seconds=1))
    assert "nothing came for 1 seconds" in bad.error
