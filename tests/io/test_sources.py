"""Files, folders and globs: each input gives a document or an error."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from helpers import items

from cleaner.io.finding import size_of
from cleaner.io.items import Reading

PAGE = "<p>今天天气很好。</p>".encode()


def test_a_folder_gives_its_files_in_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b.html", "a/z.html", "a/b/c.html", "c.html"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(PAGE)
    assert [item.path for item in items(tmp_path)] == ["a/b/c.html", "a/z.html", "b.html", "c.html"]


def test_places_are_relative_to_the_folder_that_holds_all_inputs(tmp_path: Path) -> None:
    for name in ("one/x.html", "two/x.html"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes(PAGE)
    assert [item.path for item in items(tmp_path / "one", tmp_path / "two")] == [
        "one/x.html",
        "two/x.html",
    ]
    assert [item.path for item in items(tmp_path / "one")] == ["x.html"]
    assert [item.path for item in items(tmp_path / "one" / "x.html")] == ["x.html"]


def test_globs(tmp_path: Path) -> None:
    for name in ("a.html", "b.txt", "sub/c.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(PAGE)
    assert [item.path for item in items(tmp_path / "*.html")] == ["a.html"]
    assert [item.path for item in items(tmp_path / "**" / "*.html")] == ["a.html", "sub/c.html"]
    (nothing,) = items(tmp_path / "*.pdf")
    assert "no file matches" in nothing.error


def test_a_name_with_brackets_that_is_there_is_no_pattern(tmp_path: Path) -> None:
    (tmp_path / "a[1].html").write_bytes(PAGE)
    assert [item.error for item in items(tmp_path / "a[1].html")] == [""]


def test_what_cannot_be_read_says_why_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "good.html").write_bytes(PAGE)
    (tmp_path / "dangling.html").symlink_to("nowhere.html")
    os.mkfifo(tmp_path / "pipe")
    got = {item.path: item.error for item in items(tmp_path, tmp_path / "missing.html")}
    assert got["good.html"] == ""
    assert "nowhere.html" in got["dangling.html"]
    assert got["pipe"] == "not a regular file"
    assert got["missing.html"] == "No such file or directory"


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_permission(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(PAGE)
    (tmp_path / "a.html").chmod(0)
    assert [item.error for item in items(tmp_path)] == ["Permission denied"]
    (tmp_path / "a.html").chmod(stat.S_IRUSR)


def test_an_empty_folder_says_so(tmp_path: Path) -> None:
    assert [item.error for item in items(tmp_path)] == ["the folder holds no files"]


def test_links_to_folders_do_not_loop(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.html").write_bytes(PAGE)
    (tmp_path / "sub" / "up").symlink_to(tmp_path)
    assert [item.path for item in items(tmp_path)] == ["sub/a.html"]


def test_the_output_is_no_input(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    for name in ("a.html", "out/a.txt", ".hidden"):
        (tmp_path / name).write_bytes(PAGE)
    assert [item.path for item in items(tmp_path, leave_out=[tmp_path / "out"])] == ["a.html"]


def test_a_file_larger_than_allowed(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(b"x" * 2_000_000)
    (large,) = items(tmp_path / "a.html", reading=Reading(max_bytes=1 << 20))
    assert "--max-size" in large.error


def test_sizes_are_known_beforehand(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(PAGE)
    (tmp_path / "b").symlink_to("nowhere")
    assert size_of([str(tmp_path)]) == len(PAGE)
