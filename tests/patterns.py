"""Documents that repeat a piece: their size doubles, and so may the time they take, but no more."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from cleaner.pipeline import Pipeline

HAN = "今天上午，全市教育工作会议在市政府礼堂召开，市长出席会议并讲话。"
ENGLISH = "The committee met on Tuesday and discussed the report, which was accepted by all of its members. "
PIECES = {
    "sentence": HAN,
    "traditional": "大會在熱烈的氣氛中勝利閉幕，代表們認真履職，報告完成了各項議程。",
    "english": ENGLISH,
    "japanese": "これは日本語の文章です。会議は午後三時に始まります。",
    "korean": "이것은 한국어 문장입니다. 회의는 오후 세 시에 시작합니다. ",
    "cyrillic": "Комитет собрался во вторник и обсудил отчёт. ",
    "han without marks": "天地玄黄宇宙洪荒日月盈昃辰宿列张",
    "one character": "字",
    "one letter": "a",
    "digits": "1234567890",
    "spaces": " ",
    "wide spaces": "　",
    "tabs": "\t",
    "commas": ",",
    "wide commas": "，",
    "double commas": ",,好",
    "full stops": "。",
    "dots": "…",
    "question marks": "?",
    "replacement": "\ufffd好",
    "brackets": "（（",
    "closed brackets": "（好）",
    "quotes": "“好",
    "closed quotes": "“好”",
    "pinyin": "報(bào)告進(jìn)行",
    "toneless pinyin": "报(bao)告(gao)",
    "mojibake": "ä½\xa0å¥½",
    "twice mangled": "Ã¤Â½Â\xa0",
    "gbk as latin": "½ñÌìÉÏÎç",
    "big5 as gbk": "い地瓣チ",
    "shifted bytes": "?!白罱鼛啄",
    "entities": "&nbsp;&#22909;&amp;amp;",
    "open entities": "&amp",
    "open tags": "<div>",
    "open brackets of tags": "<",
    "comments": "<!-- 好 -->",
    "open comments": "<!--",
    "links": '<a href="/x">链接</a>',
    "open links": '<a href="/x">链接',
    "list items": "<li>第一条内容",
    "cells": "<td>一格",
    "spans": "<span>好</span>",
    "bold": "<b><i>好</b></i>",
    "gambling": "澳门新葡京开户送彩金www.xpj88.com",
    "address": "http://www.example.cn/a/b.html?x=1 ",
    "date line": "来源：某某日报 2021-03-04 10:20 浏览：12次 ",
}
"""Name to a piece."""
EMBEDDINGS: dict[str, Callable[[str, int], str]] = {
    "in a line": lambda piece, times: piece * times,
    "in lines": lambda piece, times: f"{piece}\n" * times,
    "in a page": lambda piece, times: (
        f"<html><head><title>题目</title></head><body><h1>题目</h1><p>{HAN}</p>"
        f"<p>{piece * times}</p></body></html>"
    ),
}
NESTED = {
    "nested elements": lambda times: "<div>" * times + HAN + "</div>" * times,
    "nested tables": lambda times: "<table><tr><td>" * times + HAN,
}
QUICK = [
    *(f"{piece}, in a line" for piece in list(PIECES)[:32]),
    *(f"{piece}, in a page" for piece in ("english", "sentence", "links", "cells", "one letter", "address")),
    *(f"{piece}, in lines" for piece in ("date line", "english")),
]
"""Forty of the patterns, for the tests."""
FIRST_SIZE = 8_000
"""Size at which the doubling begins, characters."""
LARGEST = 1_000_000
ENOUGH_SECONDS = 0.15
"""CPU time that is long enough to be compared, seconds."""
LIMIT = 3.0
"""Maximum growth of the time when the size doubles: it is 2 for linear time, 4 for quadratic time."""


def pattern(name: str) -> Callable[[int], str]:
    """The function that makes a document of about so many characters."""
    if name in NESTED:
        make = NESTED[name]
        unit = len(make(1)) - len(HAN)
        return lambda size: make(max(size // unit, 1))
    piece, _, embedding = name.rpartition(", ")
    repeat, text = EMBEDDINGS[embedding], PIECES[piece]
    return lambda size: repeat(text, max(size // len(text), 1))


def names() -> Iterator[str]:
    """All patterns: 140."""
    yield from NESTED
    for embedding in EMBEDDINGS:
        yield from (f"{piece}, {embedding}" for piece in PIECES)


def growth(name: str, pipeline: Pipeline) -> tuple[float, int]:
    """By what the CPU time grows when a large enough document doubles, and the size that was reached.

    The smallest of three measurements of each counts, since a busy machine only adds to them.
    """
    make, size = pattern(name), FIRST_SIZE
    once = seconds(pipeline, make(size))
    while once < ENOUGH_SECONDS and size < LARGEST:
        size *= 2
        once = seconds(pipeline, make(size))
    once = min(once, *(seconds(pipeline, make(size)) for _ in range(2)))
    twice = seconds(pipeline, make(2 * size))
    if twice > LIMIT * once:
        twice = min(twice, *(seconds(pipeline, make(2 * size)) for _ in range(2)))
    return twice / max(once, 1e-6), 2 * size


def seconds(pipeline: Pipeline, text: str) -> float:
    """CPU time for a document."""
    started = time.process_time()
    pipeline.run(text.encode("utf-8", "replace"))
    return time.process_time() - started
