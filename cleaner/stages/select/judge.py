"""Which blocks stay, from the probabilities of the learned model.

Those of a page are chosen in `page`. Of a text, what belongs together stays or goes together: rows of a
table, the contacts and the signature above the date of a notice.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import reduce

from cleaner.document import Block, Role, by_line
from cleaner.stages.select.clean import is_clean
from cleaner.stages.select.line import COUNTERSIGNED, OWNER, SIGNED, Line, evidence_of_all, is_field
from cleaner.stages.select.model.foreign import is_foreign, keeps
from cleaner.stages.select.page import likely_page_blocks
from cleaner.stages.select.posts import short_posts
from cleaner.stages.select.references import references
from cleaner.stages.select.roles import with_roles
from cleaner.stages.select.rows import tables
from cleaner.stages.select.strangers import strangers
from cleaner.stages.select.units import keep_units, units_of
from cleaner.text.spacing import join

_LIKELY, _POSSIBLE = 0.45, 0.25
"""From this probability on a line of a text is kept: the second where all of it is doubtful."""
_SURELY_NOT = 0.05
"""Maximum probability of a line that is surely none of the article's."""
_ENDS = 4
"""Number of lines at either end of a text that are looked at for such lines. A text without any is clean
and stays as it is: out of fold 0.866 of clean texts come out untouched, where 0.82 did."""
_INSIDE = 0.15
"""Minimum probability to keep a line between likely paragraphs. Boilerplate stands at the ends of most
texts: out of fold 0.471 of crawled texts come out exact, with `_LIKELY` everywhere 0.465."""
_HEADING = 0.15
"""Minimum probability of the title that stands above the first line that stays."""
_PROSE = 0.7
"""Minimum probability of a likely paragraph."""
_BETWEEN = 0.35
"""From this one on a line stays between two that do: 0.63 of texts by unseen authors come out right where it
was 0.62."""
_PARAGRAPH = 25
"""Minimum length of a paragraph, characters."""
_ARTICLE = 400
"""A line of this length is more than a paragraph: a feed puts whole articles in a line each."""
_CLOSING, _SHORT = 12, 60
"""So many lines, and of so many characters, stand between a text and its date."""
_MOST_BELOW = 4
"""Maximum mass of comments or a list, in masses of the text above; more than that is the article."""
_SALUTATION = re.compile(r"\s*(?:(?:尊敬|亲爱)的.{1,20}|各位.{1,14}|[您你大]家?们?好)[：:，,！!]\s*")
"""The line above a letter: `尊敬的家长：`, `您好！`."""
_RULER = re.compile(r"\s*[-—–─=_~]{2,}\s*")


def judge(
    blocks: Sequence[Block], title: str, *, page: str | None = None, weights: bytes = b""
) -> list[Block]:
    """The blocks, with those rejected that the model does not count to the article.

    `page` is the markup, of a page. A page that is not Chinese is judged by trafilatura, other text that is
    not stays as it is.
    """
    if page is None and not weights and is_clean(blocks):
        return list(blocks)
    if page is not None and is_foreign(blocks):
        kept = keep_units(blocks, {i for i, keep in enumerate(keeps(page, blocks)) if keep})
    elif is_foreign(blocks):
        kept = set(range(len(blocks)))
    elif page is not None:
        kept = likely_page_blocks(blocks, title, weights)
    else:
        kept = _likely_blocks(blocks, weights)
    return with_roles(blocks, kept)


def _likely_blocks(blocks: Sequence[Block], weights: bytes) -> set[int]:
    """The numbers of the blocks of a text whose lines stay.

    What is judged are the lines as they will be read again, without the parts that are rejected already.
    """
    from cleaner.stages.select.model.model import keep_probabilities  # numpy is heavy

    lines = list(by_line(blocks))
    joined = joined_lines(blocks, lines)
    stay = likely_lines(joined, keep_probabilities(joined, weights=weights))
    return {position for place in stay for position in lines[place]}


def joined_lines(blocks: Sequence[Block], lines: Sequence[Sequence[int]]) -> list[Block]:
    """One block for each line, of those at its positions."""
    joined: list[Block] = []
    for line in lines:
        first = blocks[line[0]]
        text = reduce(join, [blocks[position].text for position in line])
        joined.append(first.with_text(text).replace(glue=False))
    return joined


def likely_lines(blocks: Sequence[Block], p: Sequence[float]) -> set[int]:
    """The numbers of the lines that stay: of the probabilities `p` the likely ones, and what belongs to them.

    That is the line between two that stay, all rows of a table, an article in one line where nothing else is
    likely, what stands between the text and its date, and what text does not show to be a heading as markup
    does: the likeliest title above the first line, and the line above an article in one line.
    """
    from cleaner.stages.select.model.model import best_f1_threshold

    lines = evidence_of_all(blocks)
    ends = (*p[:_ENDS], *p[-_ENDS:])
    if min(ends, default=1.0) >= _SURELY_NOT and not any(line.sure for line in lines):
        every = set(range(len(p)))
        return _without_rulers(blocks, lines, every - strangers(blocks, lines, every))
    least = min(_LIKELY, max(_POSSIBLE, best_f1_threshold(p, [line.size for line in lines])))
    inner = _between_prose(lines, p)
    kept = {i for i, q in enumerate(p) if q >= (_INSIDE if i in inner else least) and not lines[i].sure}
    kept |= {i for i in range(len(p)) if p[i] >= _BETWEEN and not lines[i].sure and {i - 1, i + 1} <= kept}
    kept = _without_listed(lines, _with_fields(blocks, lines, kept))
    kept |= short_posts(blocks, lines, kept) | references(blocks, lines, kept)
    kept = _with_units(blocks, kept)
    kept -= strangers(blocks, lines, kept)
    for rows in tables(blocks):
        between = {rows[0] - 1, rows[-1] + 1} <= kept
        if between or 2 * len(kept.intersection(rows)) >= len(rows):
            kept.update(rows)
    if len(kept) < 2 and not any(lines[i].prose for i in kept):  # a title alone, or nothing
        kept.update(
            i
            for i, line in enumerate(lines)
            if line.size >= _ARTICLE and line.prose and not line.cue and p[i] >= _SURELY_NOT
        )
    if not kept:
        return kept
    kept |= _openings(lines, kept)
    kept |= _signature(blocks, lines, max((i for i in kept if lines[i].prose), default=max(kept)) + 1)
    return _without_rulers(blocks, lines, kept | _headings(blocks, lines, p, kept))


def _without_rulers(blocks: Sequence[Block], lines: Sequence[Line], kept: set[int]) -> set[int]:
    """The lines without rulers, but those between two sentences that stay."""
    rulers = {i for i in kept if _RULER.fullmatch(blocks[i].text)}
    prose = {i for i in kept if lines[i].prose}
    return kept - {i for i in rulers if not {i - 1, i + 1} <= prose}


def _openings(lines: Sequence[Line], kept: set[int]) -> set[int]:
    """The headings of comments and of lists below the text: the passes decide what goes with them."""
    before, total = 0, sum(lines[i].size for i in kept)
    found: set[int] = set()
    for i in range(min(kept) + 1, max(kept)):
        before += lines[i - 1].size if i - 1 in kept else 0
        opens = (known := lines[i].cue) and lines[i].sure and known.opens
        if opens and before * _MOST_BELOW >= total - before:
            found.add(i)
    return found


def _between_prose(lines: Sequence[Line], p: Sequence[float]) -> range:
    """The lines from the first likely paragraph to the last."""
    likely = [i for i, q in enumerate(p) if q >= _PROSE and lines[i].prose and lines[i].size >= _PARAGRAPH]
    return range(likely[0], likely[-1] + 1) if likely else range(0)


def _with_units(blocks: Sequence[Block], kept: set[int]) -> set[int]:
    """The lines with every unit whole: it stays if the lines on both sides of it do, code also if one does.

    Rows stay, too, if most of them are likely.
    """
    stay = set(kept)
    lines = [i for i, block in enumerate(blocks) if not block.unit]
    for unit in units_of(blocks):
        place = bisect_left(lines, unit.start)
        beside = lines[max(0, place - 1) : place + 1]
        near = len(kept.intersection(beside))
        enough = near if blocks[unit.start].is_code else near == len(beside)
        if enough or 2 * len(kept.intersection(unit)) > len(unit):
            stay.update(unit)
        else:
            stay.difference_update(unit)
    return stay


def _with_fields(blocks: Sequence[Block], lines: Sequence[Line], kept: set[int]) -> set[int]:
    """The lines with the fields that go on where other fields stay: the contacts at the end of a notice."""
    stay = set(kept)
    for i in range(1, len(blocks)):
        goes_on = i - 1 in stay and is_field(blocks[i - 1].text) and is_field(blocks[i].text)
        if goes_on and not lines[i].sure:
            stay.add(i)
    return stay


def _without_listed(lines: Sequence[Line], kept: set[int]) -> set[int]:
    """The lines without those that read like headings but are items of a list.

    They stand below the heading of a list, which goes itself, and not right above a line that stays.
    """
    stay = set(kept)
    listing = False
    for i, line in enumerate(lines):
        if line.cue is not None and line.cue.opens and i not in kept:
            listing = True
        elif i in kept and not line.plain:
            listing = False
        elif listing and i + 1 not in kept:
            stay.discard(i)
    return stay


def _signature(blocks: Sequence[Block], lines: Sequence[Line], start: int) -> set[int]:
    """What stands below the text down to the date that closes a letter or a notice: contacts, who signed."""
    for end in range(start, min(start + _CLOSING, len(blocks))):
        if SIGNED.fullmatch(blocks[end].text):
            while end + 1 < len(blocks) and COUNTERSIGNED.fullmatch(blocks[end + 1].text):
                end += 1
            return set(range(start, end + 1))
        if lines[end].sure or lines[end].size > _SHORT:
            break
    return set()


def _headings(blocks: Sequence[Block], lines: Sequence[Line], p: Sequence[float], kept: set[int]) -> set[int]:
    """The lines above the first that stays which belong to the article.

    That is the likeliest title, or the first line itself, the lines above articles in one line, and who is
    addressed.
    """
    first = min(kept)
    heading = [8 <= line.size <= 60 and line.cue is None for line in lines]
    titled = heading[first] and lines[first].plain
    near = range(first if titled else max(0, first - 8), first)
    able = [
        i
        for i in near
        if (heading[i] or _is_short_title(blocks, lines, i)) and lines[i].plain and p[i] >= _HEADING
    ]
    above = {i - 1 for i in kept if i and heading[i - 1] and lines[i].size >= _ARTICLE}
    above |= {i - 1 for i in kept if i and _SALUTATION.fullmatch(blocks[i - 1].text)}
    return above | {max(able, key=lambda i: p[i], default=first)}


def _is_short_title(blocks: Sequence[Block], lines: Sequence[Line], i: int) -> bool:
    """Whether a line of a few characters stands where titles do: beside source and date, above the text."""
    if not 4 <= lines[i].size < 8 or OWNER.search(blocks[i].text):
        return False
    above = i > 0 and _is_metadata(lines[i - 1])
    below = i + 1 < len(lines) and _is_metadata(lines[i + 1])
    return below or (above and i + 1 < len(lines) and lines[i + 1].complete)


def _is_metadata(line: Line) -> bool:
    return line.cue is not None and line.cue.role is Role.METADATA
