"""Irreparable damage: count the lost characters, which are reported and never guessed at."""

from __future__ import annotations

import re
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
    counts = {
        "replacement": text.count(REPLACEMENT),
        "replaced twice": _replaced_twice(text),
        "memory": _memory(text),
        "question marks": _question_marks(text),
        "mojibake": _mojibake(text),
        "mangled": _mangled(text),
    }
    return {kind: count for kind, count in counts.items() if count}


def _ends(text: str, characters: str) -> list[int]:
    """Where the odd pairs end that have one of these as their second character."""
    return [place for place in places(text, ODDMENTS) if text[place] in characters]


def _replaced_twice(text: str) -> int:
    ends = _ends(text, "拷¿")  # of 斤拷 or ï¿
    in_gbk = matches(REPLACED_IN_GBK, text, (place - 2 for place in ends))
    in_latin = matches(REPLACED_IN_LATIN, text, (place - 1 for place in ends))
    return sum(len(run[0]) for run in in_gbk) + sum(len(run[0]) for run in in_latin)


def _memory(text: str) -> int:
    if not _ends(text, "烫燙屯"):
        return 0
    return sum(len(run[0]) for run in _MEMORY_FILL.finditer(text))


def _question_marks(text: str) -> int:
    pairs = (end for end in _ends(text, "?") if text[end - 1] == "?")
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
