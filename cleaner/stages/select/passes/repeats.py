"""Repetition: repeated lines, a repeated body, summaries of what follows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import accumulate, islice

from cleaner.document import Block, Role
from cleaner.stages.select.line import Line, reject
from cleaner.text.characters import HAN, is_han, letters

_LONG = 25
"""From so many letters on a second occurrence is a repetition anywhere; refrains are shorter."""
_HEAD, _BELOW = 12, 8
"""A summary stands among so many first lines and is told by so many below it."""
_TITLE = 60
"""Maximum length of a first line that is the title rather than a summary, characters."""
_LONGEST = 600
"""A longer paragraph is no summary."""
_SAMPLE = re.compile(rf"[{HAN}]{{5}}")
_LABEL = re.compile(
    r"\s*[【\[]?(?:核心提示|内容提要|内容摘要|摘\s*要|导\s*[读语]|提\s*要|简\s*介|概\s*要)[】\]]?\s*[:：]?\s*"
)


_MORE = re.compile(r"\s*(?:>{1,2}|»|…|\.{3})\s*(?:更多|详细|全文|展开)\s*[>»]{0,2}\s*$")
"""The link behind a summary."""
_BRACKET = re.compile(r"^\s*(?:【[^】]{1,12}】|\[[^\]]{1,12}\])")


def reject_repeats(blocks: list[Block], lines: Sequence[Line]) -> None:
    """Second and later occurrences of a line.

    A short line is a repetition when it is the title, when it stands right below its first
    occurrence, or beside a long repetition that stood beside it the first time; in verse only the
    last counts, so that refrains stay.
    """
    kept = [i for i, block in enumerate(blocks) if block.kept and not (block.is_code or block.tag == "tr")]
    keys = {i: "".join(blocks[i].text.split()) for i in kept}
    if len(set(keys.values())) == len(keys):
        return
    short = [i for i in kept if lines[i].size <= 24 and not lines[i].complete]
    verse = len(short) > 0.7 * len(kept) > 4
    first: dict[str, int] = {}
    twins: dict[int, int] = {}
    for position, i in enumerate(kept):
        key = keys[i]
        if not key:
            continue
        origin = first.setdefault(key, position)
        if origin != position:
            twins[position] = origin
            adjacent = origin == position - 1 or twins.get(position - 1) == origin
            title = origin == 0 and len(key) >= 6
            if len(key) >= _LONG or (not verse and (title or (adjacent and len(key) > 3))):
                reject(blocks, [i], Role.REPEAT, "the same line again")
    for step in (1, -1):
        for position in sorted(twins, reverse=step < 0):
            beside = position - step
            same = twins.get(beside) == twins[position] - step
            if same and blocks[kept[beside]].role is Role.REPEAT:
                reject(blocks, [kept[position]], Role.REPEAT, "the same lines again")


def reject_summaries(blocks: list[Block], lines: Sequence[Line]) -> None:
    """Lines of the head that only say what the lines below begin with, or hold word for word."""
    kept = list(islice((i for i, block in enumerate(blocks) if block.kept), _HEAD + _BELOW))
    # code quotes the text it belongs to
    texts = ["" if blocks[i].is_code else blocks[i].text for i in kept]
    joined = "\n".join(texts)
    ends = [*accumulate(len(text) + 1 for text in texts)]
    bare = cache(letters)
    for position, i in enumerate(kept[:_HEAD]):
        text = texts[position]
        sample = _SAMPLE.search(text) if len(text) <= _LONGEST else None
        last = min(position + _BELOW, len(texts) - 1)
        if not sample or joined.find(sample[0], ends[position], ends[last]) < 0:
            continue
        text = _MORE.sub("", text)
        below = texts[position + 1 : position + 1 + _BELOW]
        label = _LABEL.match(text)
        key = bare(text[label.end() :] if label else text)
        if label and not key:
            continue
        first = bare(below[0])
        if len(key) < 8 or key == first:
            continue
        if position == 0 and not label and len(text) <= _TITLE:
            continue  # a title that the text repeats
        if len(key) < 30 and not key.startswith(first) and not first.startswith(key):
            continue
        below = [bare(other) for other in below]
        text_below = "".join(below)
        several = text_below.startswith(key) and len(key) > len(first)
        labelled = label is not None or (position > 0 and _LABEL.fullmatch(texts[position - 1]))
        again = len(key) >= 30 and key in text_below and (labelled or key not in below)
        alike = key[:12] if labelled else key  # what is called a summary may go on in other words
        cut = (lines[i].teaser or labelled) and len(key) >= 12 and text_below.startswith(alike)
        if several or again or cut:
            reject(blocks, [i], Role.SUMMARY, "repeats the text below")
            if position and _LABEL.fullmatch(texts[position - 1]):
                reject(blocks, [kept[position - 1]], Role.SUMMARY, "heading of the summary")


def without_heading(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, where a paragraph begins with the heading above it, with that part cut out."""
    out: list[Block] = []
    above = ""
    for block in blocks:
        cut = len(above) if above and block.text.lstrip().startswith(above) else 0
        if cut:
            cut += len(block.text) - len(block.text.lstrip())
        if block.kept and cut and is_han(block.text[cut : cut + 1]):
            out.append(block.with_text(block.text[:cut]).as_role(Role.REPEAT, "the heading again"))
            out.append(block.replace(text=block.text[cut:], glue=True))
        else:
            out.append(block)
        if block.printed:
            name = block.text.strip() if len(block.text) <= 80 else ""
            name = _BRACKET.sub("", name, 1).strip() if name.startswith(("【", "[")) else name
            above = name + " " if 8 <= len(name) <= 60 and is_han(name[-1]) else ""
    return out
