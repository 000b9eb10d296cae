"""The likeliest reading of a text that was read, in part, in a wrong charset.

The text is a sequence of characters, each of which may stand for some bytes. Every stretch is either
meant as it stands or has to be read again in the right charset. Dynamic programming (Viterbi) over the
bytes finds the best division: a reading costs its surprisal, and each stretch that is read again pays a
fee. So a damaged document, a damaged line and a damaged part of a line are one case.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf

from cleaner.stages.repair.decoders import ANY, LOST, LOST_BITS, Bytes, Decoder, decoder
from cleaner.text.plausibility import character_bits

INSIDE = 8
"""Extra cost of a stretch that starts or ends mid-text, bits, at each end."""
UNMARKED = 20
"""Extra cost of a shifted stretch if no `?` or U+FFFD stands for its first byte, bits."""
MAX_FOREIGN = 10.5
"""Maximum mean surprisal of text that may be in another language than Chinese, bits."""

Option = tuple[Bytes, int]
"""Bytes that a character may stand for, and the cost of supposing so in bits."""

_Chain = tuple["_Chain", str] | None
"""What has been read, as a linked list with the last piece first."""
_Path = tuple[float, _Chain]
"""The cost of a reading in bits, and the reading."""
_Paths = dict[Bytes, _Path]
"""The best paths that are reading again, by the bytes that do not make a character yet."""

_LOST_BYTE: Bytes = (ANY,)


def reread(
    text: str, lattice: Sequence[Sequence[Option]], charset: str, fee: float, shifted: bool = False
) -> tuple[str, float]:
    """Find the likeliest reading of a text, and how many bits likelier it is than the text as it stands.

    - `lattice`: for each character the bytes that it may stand for; a character without any stands as
      it is;
    - `charset`: the right one, `utf-8`, `gb18030` or `big5`;
    - `fee`: cost of each stretch that is read again, bits;
    - `shifted`: whether these stretches start in the middle of a character, so that their first byte is
      lost, and go on until the next ASCII character.

    >>> reread("ÖÐ", [[((0xD6,), 0)], [((0xD0,), 0)]], "gb18030", fee=0)
    ('中', 21.0)
    """
    bits = as_is_bits(text)
    decode = decoder(charset)
    enter = _enter_shifted if shifted else _enter
    # a shifted stretch ends where it is in step again, not in the middle of a character
    exit_cost, lost_cost = (0, inf) if shifted else (INSIDE, LOST_BITS)
    as_is: _Path = (0.0, None)
    again: _Paths = {}
    for place, character in enumerate(text):
        entrance = (as_is[0] + fee + (INSIDE if place else 0), as_is[1])
        states = enter(again, entrance)
        cost, chain = _cheapest(as_is, again, exit_cost, lost_cost)
        as_is = (cost + bits[character], (chain, character))
        options = lattice[place]
        again = {}
        if shifted and _may_be_lost(options):
            again[_LOST_BYTE] = entrance
        _advance(states, options, decode, again)
    cost, chain = _cheapest(as_is, again)
    return _text(chain), sum(map(bits.__getitem__, text)) - cost


def as_is_bits(text: str) -> Mapping[str, int]:
    """The surprisal of each character where the text stands as it is.

    The surprisals of foreign text apply if the text may be in another language, else those of Chinese.
    """
    foreign = character_bits(foreign=True)
    if sum(map(foreign.__getitem__, text)) <= MAX_FOREIGN * len(text):
        return foreign
    return character_bits()


def _enter(again: _Paths, entrance: _Path) -> _Paths:
    """The paths before a character, with that of a stretch that starts here."""
    states = dict(again)
    if () not in states or entrance[0] < states[()][0]:
        states[()] = entrance
    return states


def _enter_shifted(again: _Paths, entrance: _Path) -> _Paths:
    """The same for shifted stretches; one that is in step again ends here."""
    states = dict(again)
    states.pop((), None)
    states.setdefault(_LOST_BYTE, (entrance[0] + UNMARKED, entrance[1]))
    return states


def _cheapest(as_is: _Path, again: _Paths, exit_cost: float = 0, lost_cost: float = LOST_BITS) -> _Path:
    """The cheapest path on which no stretch is open."""
    best = as_is
    for pending, (cost, chain) in again.items():
        cost += exit_cost
        if pending:  # a character lacks its last bytes
            cost += lost_cost
        if cost < best[0]:
            best = (cost, (chain, LOST) if pending else chain)
    return best


def _may_be_lost(options: Sequence[Option]) -> bool:
    return any(given == _LOST_BYTE for given, _ in options)


def _advance(states: _Paths, options: Sequence[Option], decode: Decoder, again: _Paths) -> None:
    """Read the bytes of a character on each path, and keep the cheapest paths in `again`."""
    for pending, (cost, chain) in states.items():
        for given, penalty in options:
            step = decode(pending + given)
            if step is None:
                continue
            read, read_bits, rest = step
            reached = cost + penalty + read_bits
            if rest not in again or reached < again[rest][0]:
                again[rest] = (reached, (chain, read))


def _text(chain: _Chain) -> str:
    parts: list[str] = []
    while chain:
        chain, part = chain
        parts.append(part)
    return "".join(reversed(parts))
