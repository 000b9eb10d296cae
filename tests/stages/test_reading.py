"""Traditional text that stays Traditional is judged like its Simplified reading."""

from __future__ import annotations

import pytest

import cleaner
from cleaner.document import Block, Document
from cleaner.stages.select.reading import simplified_reading, with_characters_of

ARTICLE = (
    "渡口亮起新燈塔",
    "昨晚七點，渡口的新燈塔亮了第一次，船工們站在岸邊看了很久，誰也沒有說話。",
    "老周說，他撐了四十年的船，頭一回不用看著月亮回家。燈塔是鎮裡的年輕人湊錢修的，花了兩年。",
)
CLOSING = (
    "免責聲明：本文僅代表作者個人觀點，與本網站立場無關。",
    "本文為作者個人意見，不代表本報立場。",
    "聯絡我們 隱私權政策 服務條款",
)
KEEP = cleaner.Pipeline.default().with_options(**{"simplify.to": "keep"})


def page(closing: str) -> str:
    title, *paragraphs = ARTICLE
    body = "".join(f"<p>{text}</p>" for text in [*paragraphs, closing])
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>"


@pytest.mark.parametrize("closing", CLOSING)
def test_boilerplate_goes_in_either_script(closing: str) -> None:
    kept = KEEP.run(page(closing)).document
    converted = cleaner.Pipeline.default().run(page(closing)).document
    assert kept.text == "\n".join(ARTICLE)
    assert [block.role for block in kept.blocks] == [block.role for block in converted.blocks]


def test_metadata_keeps_its_characters() -> None:
    text = "\n".join([ARTICLE[0], "記者張偉傑／臺北報導", *ARTICLE[1:]])
    assert KEEP.run(text).document.metadata.get("author") == "張偉傑"


def test_other_text_is_its_own_reading() -> None:
    document = Document(blocks=(Block("乾隆年間"),)).noting(script="simplified")
    assert simplified_reading(document) is document


@pytest.mark.parametrize("judged", [["版权"], ["版权所", "有", "者"], ["版权所没"]])
def test_a_reading_of_something_else_is_none(judged: list[str]) -> None:
    assert with_characters_of([Block("版權所有")], [Block(text) for text in judged]) is None
