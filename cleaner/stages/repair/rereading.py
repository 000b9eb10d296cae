"""Finds the likeliest account of a text parts of which were read in a wrong charset.

The text is a sequence of characters, each of which may stand for some bytes. Every stretch of it is
either meant as it stands or has to be read again in the right charset, and the best division is
found by dynamic programming (Viterbi) over the bytes: what each reading costs is its surprisal, and
reading again has to earn an entrance fee. So a damaged line, a damaged part of a line and a damaged
document are one case.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from math import exp2, log2
from typing import TYPE_CHECKING

from cleaner.text.plausibility import bits_by_code, character_bits

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ANY = 256
"""Stands for a byte that is lost."""
LOST = "\ufffd"
LOST_BITS = 14
"""What a character costs that cannot be read for want of a byte."""
INSIDE = 8
"""Bits by which a stretch is less likely to begin or to end inside a text than with it."""
SURE = 0.8
"""Probability that the best character for a lost byte must have among all that the other bytes allow."""
UNMARKED = 20
"""Bits by which a shifted stretch is less likely where no question mark stands for the lost byte."""
FOREIGN = 10.5
"""Bits a character, at most, at which text may be in another language than Chinese."""
MOST_BITS = 26
"""Characters rarer than that (private use, controls) are no result of reading again."""

Bytes = tuple[int, ...]
Option = tuple[Bytes, int]
"""Bytes that a character may stand for, and the penalty in bits for supposing so."""
Step = tuple[str, float, Bytes]
"""Text read, its surprisal, and the bytes left over."""
Advance = Callable[[Bytes], Step | None]


_Chain = tuple["_Chain", str] | None
"""What was read so far, the last piece outermost."""
_Path = tuple[float, _Chain]


def reread(
    text: str, lattice: Sequence[Sequence[Option]], charset: str, fee: float, shifted: bool = False
) -> tuple[str, float]:
    """The likeliest reading of `text`, and how many bits likelier it is than the text as it stands.

    `lattice` has for each character the bytes that it may stand for (none: it stands as it is),
    `charset` is the right one (`utf-8`, `gb18030` or `big5`), `fee` what each stretch that is read
    again has to earn. A `shifted` stretch begins in the middle of a character.
    """
    bits = as_is_bits(text)
    advance = lru_cache(maxsize=None)(_advance_utf_8 if charset == "utf-8" else _advance_pairs(charset))
    exit_fee = 0 if shifted else INSIDE  # it goes on until the next ASCII character
    as_is: _Path = (0.0, None)
    reading: dict[Bytes, _Path] = {}
    for place, character in enumerate(text):
        entrance, entered = as_is[0] + fee + (INSIDE if place else 0), as_is[1]
        states = dict(reading)
        if shifted:  # what is in step again stands as it is
            states.pop((), None)
            states.setdefault((ANY,), (entrance + UNMARKED, entered))
        elif () not in states or entrance < states[()][0]:
            states[()] = (entrance, entered)
        left = min(
            [as_is, *(_closed(path, pending, exit_fee) for pending, path in reading.items())], key=_cost
        )
        as_is = (left[0] + bits[character], (left[1], character))
        reading = {}
        if shifted and any(given == (ANY,) for given, _ in lattice[place]):
            reading[(ANY,)] = (entrance, entered)
        for pending, (cost, chain) in states.items():
            for given, penalty in lattice[place]:
                step = advance(pending + given)
                if step is None:
                    continue
                read, read_bits, rest = step
                reached = cost + penalty + read_bits
                if rest not in reading or reached < reading[rest][0]:
                    reading[rest] = (reached, (chain, read))
    cost, end = min([as_is, *(_closed(path, pending, 0) for pending, path in reading.items())], key=_cost)
    parts: list[str] = []
    while end:
        parts.append(end[1])
        end = end[0]
    return "".join(reversed(parts)), sum(map(bits.__getitem__, text)) - cost


def as_is_bits(text: str) -> Mapping[str, int]:
    """What the characters of a text cost as they stand: what they do in another language if the text may
    be in one, else what they do in Chinese."""
    foreign = character_bits(foreign=True)
    return foreign if sum(map(foreign.__getitem__, text)) <= FOREIGN * len(text) else character_bits()


def _closed(path: _Path, pending: Bytes, fee: float) -> _Path:
    """A stretch that ends here, perhaps with a character that lacks its last bytes."""
    cost, chain = path
    return (cost + fee + LOST_BITS, (chain, LOST)) if pending else (cost + fee, chain)


def _cost(path: _Path) -> float:
    return path[0]


def _advance_pairs(charset: str) -> Advance:
    def advance(pending: Bytes) -> Step | None:
        read, bits = "", 0.0
        while pending:
            lead = pending[0]
            if lead < 0x80:
                character = chr(lead)
                read, bits, pending = read + character, bits + character_bits()[character], pending[1:]
            elif len(pending) == 1:
                return read, bits, pending
            else:
                found = _lost_byte(charset, pending[:2]) if ANY in pending[:2] else _pair(charset, pending)
                if found is None:
                    return None
                read, bits, pending = read + found[0], bits + found[1], pending[2:]
        return read, bits, ()

    return advance


def _advance_utf_8(pending: Bytes) -> Step | None:
    read, bits = "", 0.0
    while pending:
        lead = pending[0]
        length = 1 if lead < 0x80 else 2 if 0xC2 <= lead < 0xE0 else 3 if 0xE0 <= lead < 0xF0 else 4
        if 0x80 <= lead < 0xC2 or lead > 0xF4:
            return None
        if any(not (0x80 <= byte < 0xC0 or byte == ANY) for byte in pending[1:length]):
            return None
        if len(pending) < length:
            return read, bits, pending
        found = _utf_8(pending[:length])
        if found is None:
            return None
        read, bits, pending = read + found[0], bits + found[1], pending[length:]
    return read, bits, ()


def _utf_8(sequence: Bytes) -> tuple[str, float] | None:
    if ANY in sequence:
        return _lost_byte("utf-8", sequence)
    try:
        character = bytes(sequence).decode("utf-8")
    except UnicodeDecodeError:
        return None
    bits = character_bits()[character]
    return (character, bits) if bits < MOST_BITS else None


def _pair(charset: str, sequence: Bytes) -> tuple[str, float] | None:
    character = double_bytes(charset)[256 * sequence[0] + sequence[1]]
    return None if character == LOST else (character, character_bits()[character])


@lru_cache(maxsize=4096)
def _lost_byte(charset: str, sequence: Bytes) -> tuple[str, float] | None:
    """The character that the bytes left of it make the likeliest, if that is sure; else U+FFFD."""
    if sequence.count(ANY) > 1:
        return LOST, LOST_BITS
    place = sequence.index(ANY)
    found: list[tuple[float, str]]
    if charset == "utf-8":
        filled = ((*sequence[:place], byte, *sequence[place + 1 :]) for byte in range(0x40, 0x100))
        found = [(read[1], read[0]) for attempt in filled if (read := _utf_8(attempt))]
    else:
        known = sequence[1 - place]
        row = slice(256 * known + 0x40, 256 * known + 0x100) if place else slice(0x4000 + known, None, 256)
        priced = character_bits()
        found = [(priced[read], read) for read in double_bytes(charset)[row] if read != LOST]
    if not found:
        return None
    bits, character = min(found)
    mass = sum(exp2(-other) for other, _ in found)
    return (character, bits) if exp2(-bits) >= SURE * mass else (LOST, -log2(mass))


@lru_cache(maxsize=2)
def double_bytes(charset: str) -> str:
    """The character of every two bytes in `gb18030` or `big5`, at the place 256 * lead + trail; U+FFFD
    where there is none or one that is too rare."""
    import numpy as np

    trails = np.array([*range(0x40, 0x7F), *range(0x80, 0xFF)])
    pairs = (np.arange(0x8100, 0xFF00, 0x100)[:, None] + trails).ravel().astype(">u2")
    lines = np.full((len(pairs), 3), ord("\n"), np.uint8)
    lines[:, :2] = pairs.view(np.uint8).reshape(-1, 2)
    read = lines.tobytes().decode("cp950" if charset == "big5" else charset, "replace")
    units = np.frombuffer(read.encode("utf-16-le"), np.dtype("<u2"))
    ends = np.flatnonzero(units == ord("\n"))
    codes = np.where(np.diff(ends, prepend=-1) == 2, units[ends - 1], ord(LOST))
    codes[bits_by_code(False)[codes] >= MOST_BITS] = ord(LOST)
    table = np.full(1 << 16, ord(LOST), np.dtype("<u2"))
    table[pairs] = codes
    return table.tobytes().decode("utf-16-le")


@lru_cache(maxsize=4)
def double_byte_bits(charset: str, foreign: bool) -> NDArray[np.int16]:
    """The surprisal of every pair of bytes in `gb18030` or `big5`, by its number in this machine's order."""
    import numpy as np

    codes = np.frombuffer(double_bytes(charset).encode("utf-16-le"), np.dtype("<u2"))
    table = np.where(codes == ord(LOST), MOST_BITS, bits_by_code(foreign)[codes]).astype(np.int16)
    return table.reshape(256, 256).T.ravel() if sys.byteorder == "little" else table
