"""The report of a run: sums, links, escaping, bounded memory."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from helpers import HOSTILE, PIPELINE, Tags, failed, result

from cleaner import Block, CleanerError, Document, Result, Role
from cleaner.views.excerpt import PARAGRAPHS, excerpt
from cleaner.views.report import FAILED, SAMPLE, SLOWEST, Report


@pytest.fixture
def report() -> Report:
    report = Report()
    for number in range(40):
        report.add(result(number), 100)
    for number in range(30):
        report.add(failed(number), 10)
    report.add(Result(Document(" ", metadata={"reason": "a list of links"}), "empty"))
    return report


def test_the_numbers_add_up(report: Report) -> None:
    told = report.as_dict()
    assert told["documents"] == {"ok": 40, "empty": 1, "failed": 30}
    assert told["input_bytes"] == 4300
    assert sum(told["characters"].values()) == 40 * sum(len(b.text) for b in result().document.blocks)
    assert told["removed"] == {"navigation": {"cut": 40 * 4}, "metadata": {"choose": 40 * 5}}
    assert told["charsets"] == {"gb18030": 40}
    assert told["damage"] == {"????": 80}
    assert told["empty_because"] == {"a list of links": 1}
    assert told["failed_because"] == {"select: no luck": 30}
    assert sum(told["kept_share"]) == 40
    assert {"text": "- 首頁", "role": "navigation", "times": 40} in told["removed_lines"]
    assert [entry["id"] for entry in told["slowest"]][:2] == ["folder/0039.txt", "folder/0038.txt"]


def test_page_json_and_explanations_are_written(report: Report, tmp_path: Path) -> None:
    path = tmp_path / "deep" / "report.html"
    report.write(path, {"inputs": "folder"})
    assert json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["about"] == {"inputs": "folder"}
    page = path.read_text(encoding="utf-8")
    links = re.findall(r'href="([^#"]+)"', page)
    assert links
    assert all((path.parent / link).is_file() for link in links)
    assert len(set(links)) <= SLOWEST + SAMPLE
    anchors = re.findall(r'href="#([^"]+)"', page)
    assert anchors
    assert all(f'id="{anchor}"' in page for anchor in anchors)
    assert page.count("no luck") == FAILED + 2  # documents, reasons, what to look at first
    assert "and 10 more" in page


def test_the_same_run_gives_the_same_report(tmp_path: Path) -> None:
    pages = []
    for name in ("a", "b"):
        report = Report()
        for number in range(30):
            report.add(result(number))
        report.write(tmp_path / name / "report.html")
        pages.append((tmp_path / name / "report.html").read_bytes())
    assert pages[0] == pages[1]


def test_what_to_look_at_first(tmp_path: Path) -> None:
    report = Report()
    for number in range(20):
        report.add(Result(_page(f"good.cn/{number}", kept=900, left_out=100), "ok"))
        report.add(Result(_page(f"poor.cn/{number}", kept=5, left_out=500 + number), "ok"))
    report.add(failed())
    report.write(tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    first = page[page.index('id="first"') : page.index('id="roles"')]
    assert "1 document failed: select: no luck" in first
    assert "Of poor.cn only 1% of the text was kept" in first
    assert "good.cn" not in first
    assert "poor.cn/19" in first


def _page(name: str, kept: int, left_out: int) -> Document:
    blocks = (Block("文" * kept), Block("栏" * left_out, Role.NAVIGATION, "menu"))
    return Document("文", id=name, blocks=blocks)


def test_a_sample_says_where_it_is_cut() -> None:
    short = Document("文", blocks=(Block("甲" * 200), Block("菜单", Role.NAVIGATION)))
    before, after = excerpt(Result(short, "ok"))
    assert [paragraph.pieces for paragraph in before] == [[("甲" * 200, False)], [("菜单", False)]]
    assert after == [[("甲" * 200, False)]]
    menu = [Block("菜单", Role.NAVIGATION)] * 60
    before, after = excerpt(Result(Document("文", blocks=(*menu, *[Block("段落")] * 20)), "ok"))
    assert before[0].pieces[0][0].endswith(" …")
    assert before[-1].pieces == after[-1] == [("…", False)]
    assert len(before) == len(after) == PARAGRAPHS + 1


def test_a_run_that_went_well_has_nothing_to_look_at(tmp_path: Path) -> None:
    report = Report()
    report.add(Result(Document("好", blocks=(Block("好"),)), "ok"))
    report.write(tmp_path / "report.html")
    assert 'id="first"' not in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_roles_are_counted_by_site_or_folder(report: Report) -> None:
    sites = report.as_dict()["sites"]
    assert list(sites) == ["folder", "bad", "."]
    assert sites["folder"]["documents"] == {"ok": 40}
    assert sites["folder"]["characters"]["navigation"] == 40 * 4
    assert sites["bad"] == {"documents": {"failed": 30}, "characters": {}, "kept_share": 0}


def test_lines_that_say_nothing_are_not_listed() -> None:
    report = Report()
    for line in ("|", "0", "•", "2021-01-01 09:00", "首页"):
        blocks = (Block(line, Role.NAVIGATION, "x"),)
        for _ in range(3):
            report.add(Result(Document(blocks=blocks), "ok"))
    assert [line["text"] for line in report.as_dict()["removed_lines"]] == ["首页"]


def test_a_report_in_chinese(tmp_path: Path, report: Report) -> None:
    report.write(tmp_path / "report.html", {"inputs": "x"}, "zh")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert 'lang="zh-Hans"' in page
    assert all(word in page for word in ("运行报告", "先看这些", "导航", "没有正文"))
    assert "What " not in page
    assert "原文" in (tmp_path / "report-documents" / "01.html").read_text(encoding="utf-8")


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CleanerError, match="cannot be written"):
        Report().write(tmp_path / "file" / "report.html")


def test_a_run_of_nothing_is_a_report_too(tmp_path: Path) -> None:
    Report().write(tmp_path / "report.html")
    assert "Report of a run" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_hostile_documents_are_escaped(tmp_path: Path) -> None:
    report = Report()
    traced = PIPELINE.run(
        Document(HOSTILE, id=HOSTILE, metadata={"script": HOSTILE, "kind": HOSTILE}), trace=True
    )
    report.add(traced)
    report.add(traced)
    report.add(failed(error=HOSTILE))
    report.add(Result(Document("", metadata={"reason": HOSTILE}), "empty"))
    report.write(tmp_path / "report.html", {HOSTILE: HOSTILE})
    tags = Tags((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert tags.count["script"] == 1
    assert "img" not in tags.count
    assert not [name for name in tags.attributes if name in ("src", "style") or name.startswith("on")]


def test_memory_does_not_grow_with_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.views.report.MOST_LINES", 100)
    report = Report()
    for number in range(1000):
        lines = (
            Block(f"只出现一次的一行 {number}", Role.NAVIGATION, "x"),
            Block("每页都有", Role.RELATED, "x"),
        )
        report.add(Result(Document(id=str(number), blocks=lines), "ok"))
    assert len(report.lines) <= 101
    assert report.lines["每页都有", Role.RELATED] == 1000
    held = [*report._slowest, *report._sample, *report._failed]
    assert len(held) <= SLOWEST + SAMPLE + FAILED


def test_what_an_earlier_run_did_is_counted_as_it_was_then(report: Report) -> None:
    first, later = Report(), Report()
    for one in (result(1), failed(2), Result(Document(" \ud800", metadata={"reason": "a list"}), "empty")):
        known = first.add(one, 100)
        later.recall(known, Result(Document(), one.status), 100)
    told = first.as_dict()
    assert {**later.as_dict(), "slowest": []} == {**told, "slowest": []}
    assert (later.recalled, later.hardly_known) == (3, 0)


@pytest.mark.parametrize("known", [None, b"", b"x", b"\x78\x9c"])
def test_without_a_report_of_the_earlier_run_its_status_counts(known: bytes | None) -> None:
    report = Report()
    report.recall(known, Result(Document(id="a/1"), "empty"), 10)
    report.recall(known, Result(Document(id="a/2"), "failed", error="no luck", stage="select"), 10)
    told = report.as_dict()
    assert told["documents"] == {"ok": 0, "empty": 1, "failed": 1}
    assert told["failed_because"] == {"select: no luck": 1}
    assert told["empty_because"] == {"unknown: an earlier run had no report": 1}
    assert report.hardly_known == 2
