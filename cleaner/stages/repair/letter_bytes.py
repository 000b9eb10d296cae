"""GBK, Big5 or UTF-8 that was read in a single-byte charset of another language: `ÎŇĂÇ`, `ЦРОД`, `÷–π˙`.

`latin_bytes` is about Latin-1 and cp1252, by far the commonest. This module finds the stretches that have
letters of other charsets too, and tells which bytes they were in each of those.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from cleaner.stages.repair.decoders import ANY
from cleaner.stages.repair.latin_bytes import CP1252, LOST_PENALTY, runs_of
from cleaner.stages.repair.rereading import Option
from cleaner.stages.repair.signs import LATIN, lines_at, places
from cleaner.text.plausibility import mean_surprisal

READ_AS = ("cp1250", "cp1251", "cp1254", "mac_roman", "iso8859_2")
"""The charsets of Central Europe, of Cyrillic, of Turkish, and of the old Macintosh."""
MIN_LETTERS = 6
"""Minimum number of characters beyond ASCII in a stretch, three Chinese ones in GBK."""
MIN_KNOWN = 0.9
"""Minimum share of these that a charset has, for the stretch to be read in it."""
MIN_WORDS = 0.75
"""Minimum share of the letters in words, for a stretch to be text of another language."""
MAX_BITS = 14
"""Maximum mean surprisal of what the bytes read as, roughly; other languages come to 16 and more."""
_SAMPLE = 400
"""Bytes that are read for this."""

_HIGH_RUN = re.compile("[\x80-\u2e7f\uf8ff\ufb01\ufb02\ufffd]+")
_HIGH = re.compile("[\x80-\uffff]")
_WORD = re.compile(r"[^\W\d_]{2,}")
_OTHER = re.compile(
    f"[{''.join(chr(code) for code in range(0x100, 0x2E80) if code not in CP1252)}\uf8ff\ufb01\ufb02]"
)
"""A character that neither Latin-1 nor cp1252 has."""


@lru_cache(maxsize=1)  # what is mojibake and what is damage
def letter_runs(text: str) -> Sequence[tuple[int, int]]:
    """The stretches that have letters of other charsets than cp1252, with the ASCII between them."""
    spans: list[tuple[int, int]] = []
    for start, end in lines_at(text, places(text, LATIN)):
        if not _OTHER.search(text, start, end):
            continue
        for span in runs_of(_HIGH_RUN, text, start, end):
            run = text[slice(*span)]
            if _OTHER.search(run) and len(_HIGH.findall(run)) >= MIN_LETTERS and not is_words(run):
                spans.append(span)
    return spans


def is_words(run: str) -> bool:
    """Whether most letters stand in words that somebody wrote: in capitals, small, or with one capital.

    Words in capitals are the ones that bytes of Chinese could be.

    >>> is_words("БЛОКИ ОТЧЁТА"), is_words("ЦР№ъИЛГс№І")
    (True, False)
    """
    in_words = sum(len(_HIGH.findall(word)) for word in _WORD.findall(run) if _is_word(word))
    return in_words >= MIN_WORDS * len(_HIGH.findall(run))


def _is_word(word: str) -> bool:
    return word.isupper() or word.islower() or word.istitle()


def letter_lattices(run: str) -> dict[str, list[Sequence[Option]]]:
    """For each charset that the run may have been read in, the bytes that each character may stand for."""
    high = _HIGH.findall(run)
    lattices: dict[str, list[Sequence[Option]]] = {}
    for charset in READ_AS:
        known = _bytes_of(charset)
        if sum(map(known.__contains__, high)) >= MIN_KNOWN * len(high):
            lattices[charset] = [_options(known, character) for character in run]
    return lattices


def lattice_bytes(lattice: Sequence[Sequence[Option]]) -> bytes | None:
    """The bytes of a run if there is no doubt about any of them."""
    data = [options[0][0][0] if options else ANY for options in lattice]
    return None if ANY in data else bytes(data)


def may_read_as(lattice: Sequence[Sequence[Option]], charset: str) -> bool:
    """A quick look whether the bytes of a run may be Chinese text in that charset."""
    sample = [options[0][0][0] for options in lattice[:_SAMPLE] if options]
    data = bytes(byte for byte in sample if byte != ANY)
    text = data.decode("cp950" if charset == "big5" else charset, "ignore")
    return mean_surprisal(text) <= MAX_BITS


def _options(known: Mapping[str, int], character: str) -> Sequence[Option]:
    if character == "\ufffd":
        return (((ANY,), LOST_PENALTY),)
    if character < "\x80":
        return (((ord(character),), 0),)
    byte = known.get(character)
    return () if byte is None else (((byte,), 0),)


@cache
def _bytes_of(charset: str) -> Mapping[str, int]:
    """The bytes above 7F by the characters that the charset has for them.

    Where it has none, tools give the control of the same number or U+FFFD.
    """
    known = {"\ufffd": ANY}
    for byte in range(0x80, 0x100):
        character = bytes([byte]).decode(charset, "replace")
        known[chr(byte) if character == "\ufffd" else character] = byte
    return known
