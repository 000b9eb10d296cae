"""Decoders for mojibake: they accept lost bytes and tell how unlikely a reading is.

`codecs` has incremental decoders too, but those know neither lost bytes nor likelihood.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache, lru_cache, partial
from math import exp2, log2
from typing import TYPE_CHECKING

from cleaner.text.plausibility import bits_by_code, character_bits

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ANY = 256
"""Stands for a byte that is lost."""
LOST = "\ufffd"
"""Stands for a character that cannot be read for want of a byte."""
LOST_BITS = 14
"""Cost of such a character, bits."""
MIN_CERTAINTY = 0.8
"""Minimum probability of the likeliest character for a lost byte, given the other bytes."""
MAX_BITS = 26
"""Surprisal from which a character (private use, controls) is not the result of reading again, bits."""

Bytes = tuple[int, ...]
Priced = tuple[str, float]
"""A character and its surprisal in bits."""
Step = tuple[str, float, Bytes]
"""Text read, its surprisal in bits, and the bytes that are left over."""
Decoder = Callable[[Bytes], Step | None]
"""Read as many characters as there are bytes for; None if the bytes are invalid."""


def decoder(charset: str) -> Decoder:
    """The decoder of `utf-8`, `gb18030` (two bytes only) or `big5`, with a cache of its own.

    >>> decoder("gb18030")((0xD6, 0xD0, 0xB9))
    ('中', 7.0, (185,))
    """
    if charset == "utf-8":
        return cache(partial(_decode, _utf_8_length, _utf_8_character))
    return cache(partial(_decode, _pair_length, partial(_pair_character, charset)))


def _decode(
    length: Callable[[Bytes], int], character: Callable[[Bytes], Priced | None], pending: Bytes
) -> Step | None:
    text, bits = "", 0.0
    while pending:
        size = length(pending)
        if size == 0:
            return None
        if len(pending) < size:
            break
        found = character(pending[:size])
        if found is None:
            return None
        text += found[0]
        bits += found[1]
        pending = pending[size:]
    return text, bits, pending


def _pair_length(pending: Bytes) -> int:
    return 1 if pending[0] < 0x80 else 2


def _pair_character(charset: str, sequence: Bytes) -> Priced | None:
    if len(sequence) == 1:
        character = chr(sequence[0])
    elif ANY in sequence:
        return _lost_byte(charset, sequence)
    else:
        character = double_bytes(charset)[256 * sequence[0] + sequence[1]]
        if character == LOST:
            return None
    return character, character_bits()[character]


def _utf_8_length(pending: Bytes) -> int:
    """The length of the first sequence, 0 if it is invalid as far as it goes."""
    lead = pending[0]
    if lead < 0x80:
        return 1
    if not 0xC2 <= lead <= 0xF4:
        return 0
    size = 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4
    for byte in pending[1:size]:
        if not (0x80 <= byte < 0xC0 or byte == ANY):
            return 0
    return size


def _utf_8_character(sequence: Bytes) -> Priced | None:
    if ANY in sequence:
        return _lost_byte("utf-8", sequence)
    try:
        character = bytes(sequence).decode("utf-8")
    except UnicodeDecodeError:
        return None
    bits = character_bits()[character]
    return (character, bits) if bits < MAX_BITS else None


@lru_cache(maxsize=4096)
def _lost_byte(charset: str, sequence: Bytes) -> Priced | None:
    """The likeliest character for the bytes that are left of it, if that is certain; else U+FFFD."""
    if sequence.count(ANY) > 1:
        return LOST, LOST_BITS
    candidates = _utf_8_candidates(sequence) if charset == "utf-8" else _pair_candidates(charset, sequence)
    if not candidates:
        return None
    bits, character = min(candidates)
    mass = sum(exp2(-other) for other, _ in candidates)
    return (character, bits) if exp2(-bits) >= MIN_CERTAINTY * mass else (LOST, -log2(mass))


def _utf_8_candidates(sequence: Bytes) -> list[tuple[float, str]]:
    """The surprisals and characters of a sequence with one byte lost."""
    place = sequence.index(ANY)
    candidates: list[tuple[float, str]] = []
    for byte in range(0x40, 0x100):
        found = _utf_8_character((*sequence[:place], byte, *sequence[place + 1 :]))
        if found:
            candidates.append((found[1], found[0]))
    return candidates


def _pair_candidates(charset: str, sequence: Bytes) -> list[tuple[float, str]]:
    """The surprisals and characters of a pair with one byte lost."""
    lead, trail = sequence
    table, bits = double_bytes(charset), character_bits()
    row = slice(256 * lead + 0x40, 256 * lead + 0x100)
    column = slice(256 * 0x40 + trail, None, 256)
    characters = table[row if trail == ANY else column]
    return [(bits[character], character) for character in characters if character != LOST]


@lru_cache(maxsize=2)
def double_bytes(charset: str) -> str:
    """The characters of all pairs of bytes in `gb18030` or `big5`, each at 256 * lead + trail.

    U+FFFD stands where there is no character or one that is too rare.
    """
    import numpy as np

    trails = np.array([*range(0x40, 0x7F), *range(0x80, 0xFF)])
    pairs = (np.arange(0x8100, 0xFF00, 0x100)[:, None] + trails).ravel().astype(">u2")
    lines = np.full((len(pairs), 3), ord("\n"), np.uint8)  # a line for each pair, to tell how long it reads
    lines[:, :2] = pairs.view(np.uint8).reshape(-1, 2)
    read = lines.tobytes().decode("cp950" if charset == "big5" else charset, "replace")
    units = np.frombuffer(read.encode("utf-16-le"), np.dtype("<u2"))
    ends = np.flatnonzero(units == ord("\n"))
    codes = np.where(np.diff(ends, prepend=-1) == 2, units[ends - 1], ord(LOST))
    codes[bits_by_code(False)[codes] >= MAX_BITS] = ord(LOST)
    table = np.full(1 << 16, ord(LOST), np.dtype("<u2"))
    table[pairs] = codes
    return table.tobytes().decode("utf-16-le")


@lru_cache(maxsize=4)
def double_byte_bits(charset: str, foreign: bool) -> NDArray[np.int16]:
    """The surprisals of all pairs of bytes, at the numbers that the pairs are in this machine's byte order.

    So `np.frombuffer(data, np.uint16)` indexes it. `MAX_BITS` stands where there is no character.
    """
    import numpy as np

    codes = np.frombuffer(double_bytes(charset).encode("utf-16-le"), np.dtype("<u2"))
    table = np.where(codes == ord(LOST), MAX_BITS, bits_by_code(foreign)[codes]).astype(np.int16)
    return table.reshape(256, 256).T.ravel() if sys.byteorder == "little" else table
