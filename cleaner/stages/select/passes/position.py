"""Position and cue together: sections below headings, head, tail, neighbours.

Each pass takes the blocks of a document and the evidence of their lines, and gives the blocks that it
rejects a role and a reason, in place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaner.document import Block, Role
from cleaner.stages.select.cues.kinds import SURE, Kind
from cleaner.stages.select.line import OWNER, SIGNED, Line, reject
from cleaner.text.characters import HAN

_FRAME = frozenset({Role.NAVIGATION, Role.METADATA, Role.RELATED, Role.ADVERTISEMENT, Role.DISCLAIMER})
"""Roles of what surrounds an article; pictures and stray marks also stand inside it."""
_ENDS = _FRAME | {Role.COMMENT}
_LINKS = _FRAME - {Role.METADATA}
_PATHS = (Kind.BREADCRUMB, Kind.MENU)
_REACH = 1000
"""No list of links below an article is longer; where none ends sooner, all that follows is one."""
_PARAGRAPH = 40
"""A complete sentence of this length is a paragraph of an article rather than a heading or teaser."""
_NO_TITLE = re.compile(r"\S{2,6}[:：]\S|[—–─-]{1,4}\s*\S|[(（【\[].*[)）】\]]$")
_EVENT = re.compile(r"\s*(?:地\s*[点點]|人\s*物|[参參]加|[对對]象)\s*[:：]")
_RULER = re.compile(r"[\s\-—–─=_*~·.。…]+")
_HAN = re.compile(f"[{HAN}]")
_FULL_STOPS = frozenset(".!?")
_ADDRESS = re.compile(r"https?://[\w.]+")
_POSTED = re.compile(
    r".{0,20}(?:[发發]表|回[复復覆]|回帖)(?:[于於]|日期|[时時][间間])?\s*[:：]?\s*(?:\d|昨天|前天|今天)"
)


def reject_sure_cues(blocks: list[Block], lines: Sequence[Line]) -> None:
    """Lines whose words alone say what they are, and disclaimers again in another language."""
    for i, line in enumerate(lines):
        if line.cue and line.sure and not line.cue.opens:
            reject(blocks, [i], line.cue.role, line.cue.reason)
        elif i and blocks[i - 1].role is Role.DISCLAIMER and _is_foreign_prose(blocks[i], line):
            reject(blocks, [i], Role.DISCLAIMER, blocks[i - 1].reason)


def _is_foreign_prose(block: Block, line: Line) -> bool:
    is_sentence = line.size >= _PARAGRAPH and block.text.rstrip()[-1:] in _FULL_STOPS
    return is_sentence and not block.is_code and not _HAN.search(block.text)


def reject_captions(blocks: list[Block], lines: Sequence[Line]) -> None:
    """Likely captions, unless they are all the text there is."""
    if sum(line.prose and line.cue is None for line in lines) > 1:
        for i, line in enumerate(lines):
            if line.cue and line.cue.role is Role.CAPTION and line.size <= 60:
                reject(blocks, [i], Role.CAPTION, line.cue.reason)


def reject_sections(blocks: list[Block], lines: Sequence[Line]) -> None:
    """Headings of comments and of link lists, with what stands below them."""
    masses = [line.size if line.prose and line.cue is None else 0 for line in lines]
    total, before, end = sum(masses), 0, 0
    for i, (block, line) in enumerate(zip(blocks, lines, strict=True)):
        before += masses[i]
        if line.cue is None or i < end or not (line.cue.opens or _POSTED.match(block.text)):
            continue
        after = total - before
        if not before:
            end = i + line.sure  # above the article: a link to the section, not the section
        elif line.cue.role is Role.RELATED:
            end = _list(lines, masses, i, before, after)
            if _are_references(blocks[i + 1 : end], lines[i + 1 : end]):
                continue
        else:
            end = _comments(line, i, before, after, len(lines))
        role = Role.COMMENT if line.cue.role is Role.METADATA else line.cue.role
        reject(blocks, range(i, end), role, line.cue.reason)


def _comments(line: Line, i: int, before: int, after: int, count: int) -> int:
    """Comments go on to the end, unless most of the text would go with them."""
    if after <= 4 * before and (line.sure or before >= after):
        return count
    return i + line.sure


def _are_references(blocks: Sequence[Block], lines: Sequence[Line]) -> bool:
    """Whether most of what stands below the heading of a list are addresses: sources, no links."""
    total = sum(line.size for line in lines)
    found = (line.size for block, line in zip(blocks, lines, strict=True) if _ADDRESS.search(block.text))
    return 2 * sum(found) >= total > 0


def _list(lines: Sequence[Line], masses: list[int], i: int, before: int, after: int) -> int:
    """The end of the list below a heading: where paragraphs resume, or the end of the document.

    Below the article a single sentence may be a teaser; it takes two, with no more than a heading
    between them, and as much text as a quarter of what stands above, to be the article again. A
    heading with such paragraphs right below it, or a doubtful one with more paragraphs than other
    lines below it, is one of the article's own.
    """
    start = run = count = gap = 0
    late = before >= after
    last = min(len(lines), i + (_REACH if lines[i].sure else _REACH // 20))
    if not lines[i].sure:
        stop = next((k for k in range(i + 1, last) if lines[k].sure), last)
        paragraphs = sum(masses[k] >= _PARAGRAPH and lines[k].complete for k in range(i + 1, stop))
        if paragraphs > 1 and 2 * paragraphs > stop - i - 1:
            return i
    for k in range(i + 1, last):
        if masses[k] >= _PARAGRAPH and lines[k].complete:
            start, run, count, gap = (start or k, run + masses[k], count + 1, 0)
            if not late or (count > 1 and run * 4 >= before):
                break
        elif lines[k].size > 1:
            gap += 1
            if gap > 1 or lines[k].cue or lines[k].teaser:
                start = run = count = 0
    else:
        start = len(lines)
    items = sum(lines[k].size > 1 for k in range(i + 1, min(start, last)))
    if start < len(lines) and items <= 1:
        return i + (lines[i].sure and not late)
    return start if lines[i].sure or items > 1 or start == len(lines) else i


def reject_head(blocks: list[Block], lines: Sequence[Line]) -> None:
    """What stands above the title and between the title and the first paragraph."""
    first = next((i for i, line in enumerate(lines) if blocks[i].kept and line.prose and line.cue is None), 0)
    dates = sum(line.cue is not None and line.cue.role is Role.METADATA for line in lines)
    framed = any(blocks[i].role in _FRAME for i in range(first))
    for i in range(0 if framed else 1, first if framed or dates == 1 else 0):
        if (known := lines[i].cue) and not known.opens and not _EVENT.match(blocks[i + 1].text):
            reject(blocks, [i], known.role, known.reason)
    frame = [i for i in range(first) if blocks[i].role in _FRAME]
    if not frame:
        return
    paths = [i for i in frame if (known := lines[i].cue) and known.kind in _PATHS]
    top = paths[-1] + 1 if paths else 0
    facts = [i for i in frame if i >= top and blocks[i].role is Role.METADATA]
    plain = [i for i in range(top, first) if blocks[i].kept and lines[i].size > 1]
    above = [i for i in plain if not facts or i < facts[0]] or ([] if facts and paths else plain)
    title = _title(blocks, above, after_path=bool(paths))
    below = next((i for i in range(frame[-1] + 1, len(lines)) if blocks[i].kept), None)
    if title is not None and facts and below is not None and OWNER.search(blocks[title].text.strip()):
        title = below if lines[below].size <= 40 and blocks[below].text.strip()[-1] not in "。：:" else title
    reject(blocks, range(top if title is None else title), Role.NAVIGATION, "above the title")
    if title is not None and facts:
        beside = [i for i in plain if title < i < frame[-1] and lines[i].size <= 12]
        reject(blocks, beside, Role.METADATA, "beside source and date")
    numbers = [i for i in range(top, first) if blocks[i].text.strip(" ()（）").isdigit()]
    reject(blocks, numbers, Role.METADATA, "bare number")


def _title(blocks: list[Block], above: list[int], *, after_path: bool) -> int | None:
    """The title among the lines above source and date.

    It is the first of the last lines that stand together which is long enough and is no name of a site; a
    subtitle never comes first.
    """
    group: list[int] = []
    for i in reversed(above[-100:]):
        if group and any(blocks[k].role in _FRAME for k in range(i + 1, group[-1])):
            break
        group.append(i)
    group.reverse()
    least = 4 if after_path else 8
    texts = {i: blocks[i].text.strip() for i in group}
    good = [
        i
        for i in group
        if len(texts[i]) >= least and not texts[i].isascii() and not _NO_TITLE.match(texts[i])
    ]
    named = [i for i in good if not OWNER.search(texts[i])]
    return next(iter(named or good or group), None)


def reject_tail(blocks: list[Block], lines: Sequence[Line]) -> None:
    """What stands below the last paragraph: notes at the very end, names and numbers among them."""
    prose = [i for i, line in enumerate(lines) if blocks[i].kept and line.prose and line.cue is None]
    if not prose:
        return
    below = range(prose[-1] + 1, len(lines))
    end = next((i for i in below if blocks[i].role in _ENDS), len(lines))
    for i in below[end - below.start :]:
        if blocks[i].kept and (lines[i].cue or lines[i].size <= 40):
            known = lines[i].cue
            reject(
                blocks,
                [i],
                known.role if known else Role.BOILERPLATE,
                known.reason if known else "below the article",
            )
    text = sum(lines[i].size for i in prose)  # what is longer than all of it is no note below it
    for i in reversed(below[: end - below.start]):
        known = lines[i].cue
        if known is not None and known.kind is Kind.ADDRESS and lines[i - 1].cue == known:
            break  # one of several sources
        if known is None or lines[i].size > text or (SIGNED.search(blocks[i].text) and blocks[i - 1].kept):
            break
        reject(blocks, [i], known.role, known.reason)


def reject_neighbours(blocks: list[Block], lines: Sequence[Line]) -> None:
    """Likely boilerplate below boilerplate, and short lines of the body shut in between."""
    if not any(block.role in _FRAME for block in blocks):
        return
    for i in range(1, len(lines)):
        known = lines[i].cue
        if known and known.strength < SURE and not lines[i].prose and blocks[i - 1].role in _FRAME:
            reject(blocks, [i], known.role, known.reason)
        elif not lines[i].size or _RULER.fullmatch(blocks[i].text):
            near = {blocks[k].role for k in (i - 1, i + 1) if k < len(blocks)}
            if near & _FRAME:
                reject(blocks, [i], Role.BOILERPLATE, "ruler")
    first = next((i for i, line in enumerate(lines) if blocks[i].kept and line.prose), len(blocks))
    i = first
    while i < len(blocks):
        end = i + 1
        if blocks[i].role in _LINKS:
            while end < len(blocks) and blocks[end].kept and lines[end].plain and lines[end].size <= 20:
                end += 1
            if 1 < end - i <= 4 and end < len(blocks) and blocks[end].role in _LINKS:
                reject(blocks, range(i + 1, end), blocks[i].role, "between such lines")
        i = end
