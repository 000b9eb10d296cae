"""What is learned from: labelled blocks, texts made of pages, variants."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from documents import FRAME, GOLD, TITLE, page, records, text
from helpers import PARAGRAPHS

from cleaner.training.derived import with_derived
from cleaner.training.examples import Example, example
from cleaner.training.variants import variants


def of(folder: Path, row: dict[str, Any]) -> Example:
    (record,) = records(folder, row)
    return example(record)


def kept(document: Example) -> list[str]:
    return [block.text for block, keep in zip(document.blocks, document.keep, strict=True) if keep]


def test_blocks_of_a_page_are_kept_by_its_gold(tmp_path: Path) -> None:
    document = of(tmp_path, page(1))
    assert kept(document) == page(1)["gold"].split("\n")
    assert len(document.blocks) > len(kept(document))
    assert document.page


def test_lines_of_a_text_are_kept_by_its_gold(tmp_path: Path) -> None:
    document = of(tmp_path, text(1))
    assert kept(document) == GOLD.split("\n")
    assert not document.page


@pytest.mark.parametrize("labels", ["TXX", "XXT"])
def test_labels_decide_where_there_are_any(tmp_path: Path, labels: str) -> None:
    """The title stands there twice, and the gold cannot tell which of them is to be kept."""
    lines = [TITLE, "", TITLE, *PARAGRAPHS]
    row = {"id": "1", "raw": "\n".join(lines), "labels": labels + "B" * len(PARAGRAPHS), "gold": GOLD}
    assert of(tmp_path, row).keep.tolist()[:3] == [labels[0] == "T", labels[2] == "T", True]


def test_lines_that_were_changed_are_kept_by_the_gold(tmp_path: Path) -> None:
    """Of text with markup the labels do not tell which block is which line."""
    lines = [f"<p>{line}</p>" for line in FRAME]
    row = {"id": "1", "lines": lines, "labels": [0] * len(lines), "gold": GOLD}
    assert kept(of(tmp_path, row)) == GOLD.split("\n")


def test_traditional_text_is_compared_in_simplified_characters(tmp_path: Path) -> None:
    document = of(
        tmp_path,
        {
            "id": "1",
            "text": "首頁\n報告完成了各項議程，會議順利結束。",
            "gold": "報告完成了各項議程，會議順利結束。",
        },
    )
    assert kept(document) == ["报告完成了各项议程，会议顺利结束。"]


def test_texts_are_made_of_pages_without_any(tmp_path: Path) -> None:
    has_texts = [page(1), {"id": "page1#tool", "lines": list(FRAME), "gold": GOLD}]
    found = with_derived(records(tmp_path, *has_texts, page(2)))
    made = [record for record in found if record.form == "derived"]
    assert [record.id for record in made] == ["page2#all", "page2#recall", "page2#blocks", "page2#gold"]
    assert {record.site for record in made} == {"site2"}
    for record in made:
        assert kept(example(record))[-len(PARAGRAPHS) :] == PARAGRAPHS, record.id
    assert not example(made[0]).keep.all()


def test_the_gold_is_a_clean_text(tmp_path: Path) -> None:
    *_, gold = with_derived(records(tmp_path, page(1)))
    assert example(gold).keep.all()


def test_variants_of_pages_and_texts(tmp_path: Path) -> None:
    chance = random.Random(0)
    short, plain = variants(of(tmp_path, page(1)), chance)
    assert 0 < len(kept(short)) < len(GOLD.split("\n"))
    assert not any(block.names for block in plain.blocks)
    *_, clean = variants(of(tmp_path, text(1)), chance)
    assert kept(clean) == GOLD.split("\n")
    assert clean.keep.all()


def test_a_text_with_a_table_has_the_variants_of_a_text(tmp_path: Path) -> None:
    rows = "\n".join(["年份\t产量", "2014\t1.8", "2015\t2.0"])
    document = of(tmp_path, text(1, text="\n".join(FRAME) + "\n" + rows, gold=f"{GOLD}\n{rows}"))
    *_, clean = variants(document, random.Random(0))
    assert clean.keep.all()
