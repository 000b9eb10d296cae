"""ZIP and tar archives: names in any charset, damage, attacks."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
import zipfile
from pathlib import Path

import pytest
from helpers import items

from cleaner.io.items import Reading
from cleaner.io.names import safe_path

PAGE = "<p>今天天气很好。</p>".encode()


def read(path: Path, **options: object) -> list[tuple[str, str]]:
    """Path and content (or error) of everything in a file."""
    return [
        (item.path, item.error or item.document.text or (item.document.data or b"").decode())
        for item in items(path, reading=Reading(**options))  # type: ignore[arg-type]
    ]


def zip_of(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def tar_of(path: Path, members: dict[bytes, bytes], mode: str = "w") -> Path:
    with tarfile.open(path, mode, encoding="utf-8", errors="surrogateescape") as archive:  # type: ignore[call-overload]
        for name, data in members.items():
            info = tarfile.TarInfo(os.fsdecode(name))
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def test_zip_with_names_in_gbk(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"XXXX.html": PAGE, "b/c.html": PAGE})
    path.write_bytes(path.read_bytes().replace(b"XXXX", "新闻".encode("gbk")))
    assert [item.path for item in items(path)] == ["a.zip/新闻.html", "a.zip/b/c.html"]


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:xz", "w:bz2"])
def test_tar_with_names_in_gbk(tmp_path: Path, mode: str) -> None:
    name = f"a.tar{'.' if ':' in mode else ''}{mode.partition(':')[2]}"
    path = tar_of(tmp_path / name, {"新闻.html".encode("gbk"): PAGE, b"b.html": b"b"}, mode)
    assert read(path) == [(f"{name}/新闻.html", PAGE.decode()), (f"{name}/b.html", "b")]


def test_records_inside_archives(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"d.jsonl": b'{"text": "x"}\n', "e.html.gz": gzip.compress(b"y")})
    assert read(path) == [("a.zip/d.jsonl/1", "x"), ("a.zip/e.html.gz", "y")]


def test_archives_inside_archives_are_documents_and_not_opened(tmp_path: Path) -> None:
    inner = zip_of(tmp_path / "i.zip", {"a.html": PAGE}).read_bytes()
    (item,) = items(zip_of(tmp_path / "a.zip", {"i.zip": inner}))
    assert item.document.data == inner


def test_names_that_climb_and_links(tmp_path: Path) -> None:
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w") as archive:
        for name in ("../../etc/x.html", "/abs.html"):
            info = tarfile.TarInfo(name)
            info.size = len(PAGE)
            archive.addfile(info, io.BytesIO(PAGE))
        link = tarfile.TarInfo("link.html")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    got = items(path)
    assert [safe_path(item.path) for item in got[:2]] == ["a.tar/etc/x.html", "a.tar/abs.html"]
    assert "link" in got[2].error


def test_a_bomb_inside_a_zip_costs_itself_only(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"bomb.html": b"0" * (100 << 20), "good.html": PAGE})
    bomb, good = items(path)
    assert "bomb" in bomb.error
    assert good.document.data == PAGE


def test_encrypted_and_damaged_members(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"a.html": os.urandom(5000), "b.html": PAGE})
    data = bytearray(path.read_bytes())
    data[1000:1100] = b"\0" * 100
    path.write_bytes(data)
    damaged, good = items(path)
    assert "damaged" in damaged.error
    assert good.document.data == PAGE


def test_no_archive_at_all(tmp_path: Path) -> None:
    for name in ("a.zip", "a.tar", "a.tar.gz", "a.parquet"):
        (tmp_path / name).write_bytes(b"not what the name says" * 100)
        (item,) = items(tmp_path / name)
        assert item.error, name


def test_a_name_twice_in_an_archive(tmp_path: Path) -> None:
    path = tar_of(tmp_path / "a.tar", {b"x.html": b"1"})
    with tarfile.open(path, "a") as archive:
        info = tarfile.TarInfo("x.html")
        info.size = 1
        archive.addfile(info, io.BytesIO(b"2"))
    assert read(path) == [("a.tar/x.html", "1"), ("a.tar/x.html#2", "2")]
