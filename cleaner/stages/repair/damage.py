"""Irreparable damage: count the lost characters, which are reported and never guessed at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from cleaner.stages.repair.latin_bytes import byte_runs
from cleaner.stages.repair.letter_bytes import MIN_LETTERS, is_words, letter_runs
from cleaner.stages.repair.signs import (
    BYTES,
    BYTES_BEFORE_LETTER,
    LATIN,
    ODDMENTS,
    UNCOMMON,
    has,
    lines_at,
    matches,
    places,
    texts_at,
)
from cleaner.text.lost import REPLACED_IN_GBK, REPLACED_IN_LATIN, REPLACEMENT, is_mangled, is_marks

_MEMORY_FILL = re.compile("烫{6,}|燙{6,}|屯{6,}|(?:烫烫屯屯|屯屯烫烫)+")


def damage(text: str) -> dict[str, int]:
    """What is beyond repair: kind of damage to the number of characters that stand for lost ones.

    - `replacement`: U+FFFD;
    - `replaced twice`: U+FFFD written as UTF-8 and read as GBK (`锟斤拷`) or as Latin-1 (`ï¿½`);
    - `memory`: what uninitialised memory looks like in GBK (`烫烫烫烫烫烫`);
    - `question marks`: those of lines that hold little else;
    - `mojibake`: letters that stand for bytes, where no reading was believed;
    - `mangled`: the characters of lines in UTF-8 that were read as GBK more than once (`闂傚倸鍊搁`).

    >>> damage("?? ?????????:???“???”??")
    {'question marks': 19}
    """
    if not has(text, ODDMENTS | UNCOMMON | BYTES | BYTES_BEFORE_LETTER | LATIN):
        replaced = text.count(REPLACEMENT)
        return {"replacement": replaced} if replaced else {}
    ends = places(text, ODDMENTS)  # of 斤拷, ï¿, 烫烫 and ??
    counts = {
        "replacement": text.count(REPLACEMENT),
        "replaced twice": _replaced_twice(text, ends),
        "memory": _memory(text, ends),
        "question marks": _question_marks(text, ends),
        "mojibake": _mojibake(text),
        "mangled": _mangled(text),
    }
    return {kind: count for kind, count in counts.items() if count}


def _replaced_twice(text: str, ends: Sequence[int]) -> int:
    in_gbk = matches(REPLACED_IN_GBK, text, (end - 2 for end in ends if text[end] == "拷"))
    in_latin = matches(REPLACED_IN_LATIN, text, (end - 1 for end in ends if text[end] == "¿"))
    return sum(len(run[0]) for run in in_gbk) + sum(len(run[0]) for run in in_latin)


def _memory(text: str, ends: Sequence[int]) -> int:
    if not any(text[end] in "烫燙屯" for end in ends):
        return 0
    return sum(len(run[0]) for run in _MEMORY_FILL.finditer(text))


def _question_marks(text: str, ends: Sequence[int]) -> int:
    pairs = (end for end in ends if text[end] == "?" == text[end - 1])
    lines = (text[start:end] for start, end in lines_at(text, pairs))
    return sum(line.count("?") for line in lines if is_marks(line))


def _mojibake(text: str) -> int:
    if not has(text, BYTES | BYTES_BEFORE_LETTER | LATIN):
        return 0
    from ftfy.badness import is_bad

    count = 0
    done = 0
    for start, end in sorted([*byte_runs(text), *letter_runs(text)]):
        run = text[max(start, done) : end]
        done = max(done, end)
        letters = sum(character > "\x7f" for character in run)
        if letters >= MIN_LETTERS and not is_words(run) and is_bad(run):
            count += letters
    return count


def _mangled(text: str) -> int:
    three_in_a_row = [first for first, second in pairwise(places(text, UNCOMMON)) if second == first + 1]
    texts = (text[start:end] for start, end in texts_at(text, three_in_a_row))
    return sum(map(len, filter(is_mangled, texts)))
