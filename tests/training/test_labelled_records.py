"""Labelled documents as they are read."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from documents import page, records, text

from cleaner.training.records import DataError, read


def test_letters_and_numbers_are_labels_of_lines_that_are_not_blank(tmp_path: Path) -> None:
    letters = {"id": "1", "raw": "首页\n\n题目\n \n正文。\n图一", "labels": "XXTXBO", "gold": "题目\n正文。"}
    numbers = {"id": "2", "lines": ["首页", "", "正文。"], "labels": [0, 0, 1]}
    first, second = records(tmp_path, letters, numbers)
    assert (first.labels, first.titled) == ((False, True, True, False), True)
    assert (second.labels, second.titled) == ((False, True), False)
    assert second.gold == "正文。"


def test_a_text_is_of_the_site_of_its_page(tmp_path: Path) -> None:
    texts = [
        {"id": f"page1#{tool}", "lines": ["好。"], "gold": "好。", "producer": tool} for tool in ("a", "b")
    ]
    alone = {"id": "x#a", "text": "好。", "gold": "好。"}
    found = records(tmp_path, *texts, page(1), alone)
    assert [record.site for record in found] == ["site1", "site1", "site1", "x"]
    assert [record.genre for record in found] == ["a", "b", "news", ""]


def test_suspect_golds_are_skipped(tmp_path: Path) -> None:
    found = records(tmp_path, page(1, gold_suspect=True), page(2, gold_suspect=False))
    assert [record.id for record in found] == ["page2"]


def test_only_what_is_not_dirty_must_come_back_untouched(tmp_path: Path) -> None:
    found = records(tmp_path, text(1, dirty=False), text(2, dirty=True), text(3))
    assert [record.untouched for record in found] == [True, False, False]


def test_compressed_files_tell_their_name(tmp_path: Path) -> None:
    path = tmp_path / "web.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps(text(1)).encode()))
    assert [record.source for record in read([path])] == ["web"]


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ({"id": "1", "text": "好。"}, "'gold'"),
        ({"id": "1", "gold": "好。"}, "'text'"),
        ({"text": "好。", "gold": "好。"}, "'id'"),
        ({"id": "1", "raw": "好。\n好。", "labels": "B"}, "1 labels for 2 lines"),
        ({"id": "1", "html_b64": "a", "gold": ""}, "base64"),
        ([], "list"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_line(tmp_path: Path, row: Any, what: str) -> None:
    with pytest.raises(DataError, match=r"data\.jsonl, line 2: .*") as caught:
        records(tmp_path, text(1), row)
    assert what in str(caught.value)
