"""Runs shifted by one byte in GBK, known by how they begin: `?!袄镂葜` for `。“里屋`.

A tool that does not know the characters of GBK lost the first byte of a mark in front of a quotation mark.
It left `?` for it and read on from the second byte, always half a character behind, until a byte of ASCII
brought it into step again: the second byte of a character (`@` for 這), 0x80 (shown as `€`), or a byte that
belongs to no pair, which became `?` too. How such a run begins is nearly proof, so a few characters suffice;
runs that begin otherwise are found by `gbk_bytes`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import product
from math import inf

from cleaner.stages.repair.decoders import ANY, LOST, LOST_BITS, Bytes, Decoder, decoder
from cleaner.stages.repair.evidence import plausible
from cleaner.stages.repair.gbk_bytes import gbk_options
from cleaner.stages.repair.rereading import Option
from cleaner.stages.repair.signs import SHIFTED, places
from cleaner.text.characters import HAN
from cleaner.text.plausibility import character_bits

MIN_GAIN = 10
"""Minimum gain of reading a run again, bits: odds of 2^10 to 1, since its beginning speaks for it."""
LETTER_BEHIND = 12
"""Cost of a letter or digit at the end of a run, bits: mostly it is the second byte of a clean character."""
MAX_RUN = 5_000
"""Maximum length of a run that is read again, characters."""
BEGINNINGS = {
    "!": 0xA1,
    "！": 0xA1,
    "ⅰ": 0xA1,
    "\u3000": 0xA3,
    "骸": 0xA3,
    "俊": 0xA3,
    "弧": 0xA3,
    "\ue0bc": 0xA3,
}
"""The second byte of a mark together with the first of a quotation mark (A1), and the byte that was lost.

The marks are 。、！：？；，. The first, a full-width exclamation mark, may have been folded to ASCII.
"""
_QUOTES = "“”‘’《〈「『【"
"""What follows the mark: their first byte is A1."""
_HAN = re.compile(f"[{HAN}]")
_REST_OF_TAG = re.compile(r"/?(?:p|br|div|span|td|li|font|strong|b|h[1-6])(?:>|\s[^<>]{0,200}>)")
"""A tag whose `<` went together with the byte before it: `?/p>`."""

_BEFORE_PAIR: Sequence[Option] = (((0x80,), 2), ((ANY, ANY), 4), ((ANY,), 8))
"""What `?` stands for before a character of two bytes: 80, which begins no pair, or a pair that GBK lacks."""
_BEFORE_ASCII: Sequence[Option] = (((ANY,), 10),)
"""What `?` stands for before ASCII: the first byte of a pair."""
_HALF_MARK, _FULL_STOP = (0xA1,), (((0xA3,), 2),)
"""The first byte of a mark, and what `?` stands for behind it at the end of a paragraph: the rest of `。`."""

_Chain = tuple["_Chain", str] | None
_Paths = dict[Bytes, tuple[float, _Chain]]
"""The cheapest readings so far, by the bytes that do not make a character yet."""


def undo_shifts(text: str) -> str:
    """Read every shifted run again that begins with a mark and a quotation mark.

    >>> undo_shifts("他把門鎖好?!袄镂葜挥腥齻€人,都坐在門口。")
    '他把門鎖好。“里屋只有三個人,都坐在門口。'
    >>> undo_shifts("真的?!太好了。")
    '真的?!太好了。'
    """
    pieces: list[str] = []
    done = 0
    for place in places(text, SHIFTED):
        start = place - 1
        if start < done:
            continue
        found = _run(text, start)
        if found:
            read, end = found
            pieces += [text[done:start], read]
            done = end
    return "".join([*pieces, text[done:]]) if pieces else text


def _run(text: str, start: int) -> tuple[str, int] | None:
    """The reading of the run that begins at `start`, and where it ends; None if it is not likelier."""
    end = start + 3
    if text[start + 2 : end] in ("?", LOST) and _REST_OF_TAG.match(text, end):
        return "。”<", end
    if text[start + 2 : end] not in _behind_beginning():
        return None
    end = text.find("\n", start, start + MAX_RUN)
    if end < 0:
        end = min(len(text), start + MAX_RUN)
    found = _cheapest(text[start:end])
    if found is None:
        return None
    read, length = found
    end = start + length
    if not _HAN.search(read) or not plausible(text[start:end], read):
        return None
    eaten = text[end - 1] in "?\ufffd" and _REST_OF_TAG.match(text, end)
    return (f"{read}<" if eaten else read), end


def _cheapest(line: str) -> tuple[str, int] | None:
    """The best reading of a line from its first byte, which is lost, until the text is in step again."""
    bits, decode = character_bits(), decoder("gb18030")
    paths: _Paths = {(BEGINNINGS[line[1]],): (0.0, None)}
    as_is = bits[line[0]]
    best: tuple[float, _Chain, int] = (MIN_GAIN, None, 0)
    for place in range(1, len(line)):
        as_is += bits[line[place]]
        paths = _read_on(paths, line, place, decode)
        cost, chain = paths.pop((), (inf, None))
        if chain and "0" <= chain[1][-1] <= "z":
            cost += LETTER_BEHIND
        if as_is - cost > best[0]:
            best = (as_is - cost, chain, place + 1)
        if not paths:
            break
    for cost, chain in paths.values():  # the line ends in the middle of a character
        if as_is - cost - LOST_BITS > best[0]:
            best = (as_is - cost - LOST_BITS, (chain, LOST), len(line))
    _, chain, length = best
    return (_text(chain), length) if length else None


def _read_on(paths: _Paths, line: str, place: int, decode: Decoder) -> _Paths:
    """The cheapest paths behind a character; those that are in step have no bytes pending."""
    longer: _Paths = {}
    for pending, (cost, chain) in paths.items():
        for given, penalty in _options(line, place, pending):
            step = decode(pending + given)
            if step is None:
                continue
            read, read_bits, rest = step
            reached = cost + penalty + read_bits
            if rest not in longer or reached < longer[rest][0]:
                longer[rest] = (reached, (chain, read))
    return longer


def _options(line: str, place: int, pending: Bytes) -> Sequence[Option]:
    """The bytes that a character of a run may stand for behind these."""
    character = line[place]
    if character == "€":
        return (((0x80,), 0),)
    if character not in "?\ufffd":
        return gbk_options(character)
    if place + 1 < len(line) and not line[place + 1].isascii():
        return _BEFORE_PAIR
    if pending == _HALF_MARK and (place + 1 == len(line) or _REST_OF_TAG.match(line, place + 1)):
        return _FULL_STOP
    return _BEFORE_ASCII


@cache
def _behind_beginning() -> frozenset[str]:
    """The characters whose first byte may be the second one of a quotation mark."""
    leads = {quote.encode("gbk")[1] for quote in _QUOTES}
    trails = (*range(0x40, 0x7F), *range(0x80, 0xFF))
    pairs = (bytes(pair).decode("gbk", "ignore") for pair in product(leads, trails))
    return frozenset("".join(pairs))


def _text(chain: _Chain) -> str:
    parts: list[str] = []
    while chain:
        chain, part = chain
        parts.append(part)
    return "".join(reversed(parts))
