"""Reading whatever is named, and writing what stays inside its folder."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import stat
import tarfile
import zipfile
from pathlib import Path

import pytest

from cleaner.document import Block, ConfigError, Document, Result, Role
from cleaner.io.items import Item, Reading
from cleaner.io.markdown import markdown
from cleaner.io.names import safe_path
from cleaner.io.sinks import json_line, record, replacing
from cleaner.io.sources import read_all, size_of
from cleaner.runs.destination import Destination

PAGE = "<p>今天天气很好。</p>".encode()


def items(*inputs: object, reading: Reading | None = None, **options: object) -> list[Item]:
    return list(read_all([str(name) for name in inputs], reading or Reading(), **options))  # type: ignore[arg-type]


def read(path: Path, **options: object) -> list[tuple[str, str]]:
    """Place and content (or error) of everything in a file."""
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


class TestFilesAndFolders:
    def test_a_folder_gives_its_files_in_order_of_their_names(self, tmp_path: Path) -> None:
        for name in ("b.html", "a/z.html", "a/b/c.html", "c.html"):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(PAGE)
        assert [item.path for item in items(tmp_path)] == ["a/b/c.html", "a/z.html", "b.html", "c.html"]

    def test_places_are_relative_to_the_folder_that_holds_all_inputs(self, tmp_path: Path) -> None:
        for name in ("one/x.html", "two/x.html"):
            (tmp_path / name).parent.mkdir()
            (tmp_path / name).write_bytes(PAGE)
        assert [item.path for item in items(tmp_path / "one", tmp_path / "two")] == [
            "one/x.html",
            "two/x.html",
        ]
        assert [item.path for item in items(tmp_path / "one")] == ["x.html"]
        assert [item.path for item in items(tmp_path / "one" / "x.html")] == ["x.html"]

    def test_globs(self, tmp_path: Path) -> None:
        for name in ("a.html", "b.txt", "sub/c.html"):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_bytes(PAGE)
        assert [item.path for item in items(tmp_path / "*.html")] == ["a.html"]
        assert [item.path for item in items(tmp_path / "**" / "*.html")] == ["a.html", "sub/c.html"]
        (nothing,) = items(tmp_path / "*.pdf")
        assert "no file matches" in nothing.error

    def test_a_name_with_brackets_that_is_there_is_no_pattern(self, tmp_path: Path) -> None:
        (tmp_path / "a[1].html").write_bytes(PAGE)
        assert [item.error for item in items(tmp_path / "a[1].html")] == [""]

    def test_what_cannot_be_read_says_why_and_the_rest_goes_on(self, tmp_path: Path) -> None:
        (tmp_path / "good.html").write_bytes(PAGE)
        (tmp_path / "dangling.html").symlink_to("nowhere.html")
        os.mkfifo(tmp_path / "pipe")
        got = {item.path: item.error for item in items(tmp_path, tmp_path / "missing.html")}
        assert got["good.html"] == ""
        assert "nowhere.html" in got["dangling.html"]
        assert got["pipe"] == "not a regular file"
        assert got["missing.html"] == "No such file or directory"

    @pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
    def test_a_file_without_permission(self, tmp_path: Path) -> None:
        (tmp_path / "a.html").write_bytes(PAGE)
        (tmp_path / "a.html").chmod(0)
        assert [item.error for item in items(tmp_path)] == ["Permission denied"]
        (tmp_path / "a.html").chmod(stat.S_IRUSR)

    def test_an_empty_folder_says_so(self, tmp_path: Path) -> None:
        assert [item.error for item in items(tmp_path)] == ["the folder holds no files"]

    def test_links_to_folders_do_not_loop(self, tmp_path: Path) -> None:
        (tmp_path / "sub").mkdir()
        (tmp_path / "sub" / "a.html").write_bytes(PAGE)
        (tmp_path / "sub" / "up").symlink_to(tmp_path)
        assert [item.path for item in items(tmp_path)] == ["sub/a.html"]

    def test_the_output_is_no_input(self, tmp_path: Path) -> None:
        (tmp_path / "out").mkdir()
        for name in ("a.html", "out/a.txt", ".hidden"):
            (tmp_path / name).write_bytes(PAGE)
        assert [item.path for item in items(tmp_path, leave_out=[tmp_path / "out"])] == ["a.html"]

    def test_a_file_larger_than_allowed(self, tmp_path: Path) -> None:
        (tmp_path / "a.html").write_bytes(b"x" * 2_000_000)
        (large,) = items(tmp_path / "a.html", reading=Reading(max_bytes=1 << 20))
        assert "--max-size" in large.error

    def test_sizes_are_known_beforehand(self, tmp_path: Path) -> None:
        (tmp_path / "a.html").write_bytes(PAGE)
        (tmp_path / "b").symlink_to("nowhere")
        assert size_of([str(tmp_path)]) == len(PAGE)


class TestRecords:
    @pytest.mark.parametrize("suffix", ["", ".gz", ".bz2", ".xz", ".zst"])
    def test_json_lines(self, tmp_path: Path, suffix: str) -> None:
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

    def test_a_bad_line_is_named_by_its_number(self, tmp_path: Path) -> None:
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
        assert "holds no text" in errors[4]
        assert errors[5].startswith("line 6: not JSON")

    def test_a_bad_line_keeps_its_bytes(self, tmp_path: Path) -> None:
        (tmp_path / "a.jsonl").write_bytes(b'{"text": \n')
        assert items(tmp_path / "a.jsonl")[0].document.data == b'{"text":'

    def test_a_line_longer_than_allowed_does_not_stop_the_next(self, tmp_path: Path) -> None:
        (tmp_path / "a.jsonl").write_text(json.dumps({"text": "x" * 3_000_000}) + '\n{"text": "b"}\n')
        long, short = items(tmp_path / "a.jsonl", reading=Reading(max_bytes=1 << 20))
        assert "line 1: longer than 1 MB" in long.error
        assert short.document.text == "b"

    @pytest.mark.parametrize("cut", [0.3, 0.9])
    def test_a_cut_archive_gives_what_comes_before_the_cut(self, tmp_path: Path, cut: float) -> None:
        lines = "".join(json.dumps({"text": os.urandom(200).hex()}) + "\n" for _ in range(5000))
        data = gzip.compress(lines.encode())
        (tmp_path / "a.jsonl.gz").write_bytes(data[: int(len(data) * cut)])
        *good, bad = items(tmp_path / "a.jsonl.gz")
        assert len(good) > 100
        assert all(not item.error for item in good[:-1])
        assert "damaged or cut off" in bad.error

    def test_a_compressed_bomb_is_stopped(self, tmp_path: Path) -> None:
        (tmp_path / "a.html.gz").write_bytes(gzip.compress(b"0" * (200 << 20), 9))
        (bomb,) = items(tmp_path / "a.html.gz")
        assert "bomb" in bomb.error

    def test_parquet(self, tmp_path: Path) -> None:
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

    def test_warc(self, tmp_path: Path) -> None:
        pytest.importorskip("fastwarc", reason="the warc extra is not installed")
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


class TestArchives:
    def test_zip_with_names_in_gbk(self, tmp_path: Path) -> None:
        path = zip_of(tmp_path / "a.zip", {"XXXX.html": PAGE, "b/c.html": PAGE})
        path.write_bytes(path.read_bytes().replace(b"XXXX", "新闻".encode("gbk")))
        assert [item.path for item in items(path)] == ["a.zip/新闻.html", "a.zip/b/c.html"]

    @pytest.mark.parametrize("mode", ["w", "w:gz", "w:xz", "w:bz2"])
    def test_tar_with_names_in_gbk(self, tmp_path: Path, mode: str) -> None:
        name = f"a.tar{'.' if ':' in mode else ''}{mode.partition(':')[2]}"
        path = tar_of(tmp_path / name, {"新闻.html".encode("gbk"): PAGE, b"b.html": b"b"}, mode)
        assert read(path) == [(f"{name}/新闻.html", PAGE.decode()), (f"{name}/b.html", "b")]

    def test_records_inside_archives(self, tmp_path: Path) -> None:
        path = zip_of(tmp_path / "a.zip", {"d.jsonl": b'{"text": "x"}\n', "e.html.gz": gzip.compress(b"y")})
        assert read(path) == [("a.zip/d.jsonl/1", "x"), ("a.zip/e.html.gz", "y")]

    def test_archives_inside_archives_are_documents_and_not_opened(self, tmp_path: Path) -> None:
        inner = zip_of(tmp_path / "i.zip", {"a.html": PAGE}).read_bytes()
        (item,) = items(zip_of(tmp_path / "a.zip", {"i.zip": inner}))
        assert item.document.data == inner

    def test_names_that_climb_and_links(self, tmp_path: Path) -> None:
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

    def test_a_bomb_inside_a_zip_costs_itself_only(self, tmp_path: Path) -> None:
        path = zip_of(tmp_path / "a.zip", {"bomb.html": b"0" * (100 << 20), "good.html": PAGE})
        bomb, good = items(path)
        assert "bomb" in bomb.error
        assert good.document.data == PAGE

    def test_encrypted_and_damaged_members(self, tmp_path: Path) -> None:
        path = zip_of(tmp_path / "a.zip", {"a.html": os.urandom(5000), "b.html": PAGE})
        data = bytearray(path.read_bytes())
        data[1000:1100] = b"\0" * 100
        path.write_bytes(data)
        damaged, good = items(path)
        assert "damaged" in damaged.error
        assert good.document.data == PAGE

    def test_no_archive_at_all(self, tmp_path: Path) -> None:
        for name in ("a.zip", "a.tar", "a.tar.gz", "a.parquet"):
            (tmp_path / name).write_bytes(b"not what the name says" * 100)
            (item,) = items(tmp_path / name)
            assert item.error, name

    def test_a_name_twice_in_an_archive(self, tmp_path: Path) -> None:
        path = tar_of(tmp_path / "a.tar", {b"x.html": b"1"})
        with tarfile.open(path, "a") as archive:
            info = tarfile.TarInfo("x.html")
            info.size = 1
            archive.addfile(info, io.BytesIO(b"2"))
        assert read(path) == [("a.tar/x.html", "1"), ("a.tar/x.html#2", "2")]


class TestWriting:
    @pytest.mark.parametrize(
        ("path", "safe"),
        [
            ("../../../etc/passwd", "etc/passwd"),
            ("C:\\Windows\\x", "C_/Windows/x"),
            ("a//b/./c", "a/b/c"),
            ("", "_"),
            ("..", "_"),
            ("con.txt", "_con.txt"),
            ("a\0b\n", "a_b_"),
            ("\udcff", "_"),
        ],
    )
    def test_names_stay_inside(self, path: str, safe: str) -> None:
        assert safe_path(path) == safe

    def test_long_names_are_cut_and_stay_apart(self) -> None:
        one, two = safe_path("字" * 300 + "1"), safe_path("字" * 300 + "2")
        assert one != two
        assert len(one.encode()) <= 200

    def test_a_reader_never_sees_half_a_file(self, tmp_path: Path) -> None:
        path = tmp_path / "sub" / "a.txt"
        with replacing(path) as stream:
            stream.write(b"old")
        with pytest.raises(TypeError), replacing(path) as stream:
            stream.write("no bytes")  # type: ignore[arg-type]
        assert path.read_bytes() == b"old"
        assert list(path.parent.iterdir()) == [path]

    def test_a_record_keeps_the_fields_of_its_input(self) -> None:
        item = Item(Document("x", id="7"), "a.jsonl/1", fields={"n": 1, "title": "theirs"})
        document = Document("text", title="ours", metadata={"charset": "utf-8", "author": "王五"})
        got = record(item, Result(document, "ok"), "f")
        assert got["id"] == "7"
        assert (got["title"], got["source_title"], got["n"]) == ("ours", "theirs", 1)
        assert (got["charset"], got["metadata"]) == ("utf-8", {"author": "王五"})

    def test_any_value_can_be_a_line_of_json(self) -> None:
        line = json_line({"a": "\ud800", "b": 2**100, "c": {1: b"\xff"}, "d": float("nan")})
        assert line.decode().count("\n") == 1

    def test_the_format_follows_the_name(self, tmp_path: Path) -> None:
        assert Destination.of(str(tmp_path / "a.parquet")).format == "parquet"
        assert Destination.of(str(tmp_path / "a")).format == "txt"
        assert Destination.of(str(tmp_path / "a.jsonl.gz")).home == tmp_path / "a.jsonl.gz.run"
        with pytest.raises(ConfigError):
            Destination.of(str(tmp_path / "a.parquet"), "jsonl")

    def test_markdown(self) -> None:
        blocks = [
            Block("标题", Role.TITLE, tag="h1"),
            Block("首页", Role.NAVIGATION, tag="a"),
            Block("一、背景", tag="h2"),
            Block("正文到", tag="p"),
            Block("这里。", tag="p", glue=True),
            Block("第一", tag="li"),
            Block("第二", tag="li"),
            Block("引文", tag="blockquote"),
            Block("名\t值", tag="tr"),
            Block("甲|乙\t1", tag="tr"),
            Block("x = 1", tag="pre"),
            Block("y = 2", tag="pre"),
            Block("# 井号", tag="p"),
        ]
        assert markdown(blocks) == (
            "# 标题\n\n## 一、背景\n\n正文到这里。\n\n- 第一\n- 第二\n\n> 引文\n\n"
            "| 名 | 值 |\n| --- | --- |\n| 甲\\|乙 | 1 |\n\n```\nx = 1\ny = 2\n```\n\n\\# 井号"
        )
        assert not markdown(blocks, title=False).startswith("# ")
