"""Literals without which a pattern cannot match: of `返回(?:首页|列表)` one of `返回首页` and `返回列表`.

White space and case do not count: both are taken out of literals, and have to be out of what is searched.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

from cleaner.text.plausibility import character_bits

Literals = frozenset[str]

MOST = 64
"""Maximum number of literals that a part of a pattern is spelled out in."""
_MOST_MEMBERS = 3000
"""Maximum number of characters of a range that are told one by one; Han are not."""
_DIGITS = frozenset("0123456789０１２３４５６７８９")
_EMPTY = frozenset(("",))
_AROUND = (ops.ASSERT, ops.ASSERT_NOT, ops.AT)
_REPEATS = (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT)


class Needs(NamedTuple):
    """What a text needs for a pattern to match in it.

    - `literals`: one of these; none if the pattern needs no literal;
    - `shortest`, `longest`: so many characters, white space included, in the match.
    """

    literals: Literals
    shortest: int
    longest: int


def needs(pattern: str) -> Needs:
    r"""What a text needs for a pattern to match in it.

    >>> sorted(needs("返回(?:首页|列表)").literals), needs(r"关\s*闭.*").literals
    (['返回列表', '返回首页'], frozenset({'关闭'}))
    """
    tree = parser.parse(pattern)
    shortest, longest = tree.getwidth()
    return Needs(_rarer(*_sequence(tree)) or frozenset(), shortest, longest)


def folded(character: str) -> str:
    """A character with white space and case taken out: empty or one character."""
    if character.isspace():
        return ""
    plain = character.casefold()
    return plain if len(plain) == 1 else character


class _Forms(NamedTuple):
    """What the text that a part of a pattern matches may be."""

    whole: Literals | None
    """All forms of it, if these are few."""
    held: Literals | None = None
    """Literals of which it holds one, if anything is known."""


def _sequence(items: Iterable[tuple[Any, Any]]) -> _Forms:
    forms, held, complete = _EMPTY, None, True
    for op, value in items:
        part = _part(op, value)
        if part.whole is not None and len(forms) * len(part.whole) <= MOST:
            forms = frozenset(before + behind for before in forms for behind in part.whole)
        else:
            held = _rarer(_rarer(held, forms), part.held)
            forms, complete = part.whole or _EMPTY, False
    return _Forms(forms) if complete else _Forms(None, _rarer(held, forms))


def _part(op: Any, value: Any) -> _Forms:
    if op is ops.LITERAL:
        return _Forms(frozenset((folded(chr(value)),)))
    if op is ops.IN:
        return _Forms(_members(value))
    if op in _AROUND:
        return _Forms(_EMPTY)
    if op is ops.SUBPATTERN:
        return _sequence(value[-1])
    if op is ops.BRANCH:
        return _either([_sequence(branch) for branch in value[1]])
    if op in _REPEATS:
        return _repeated(*value)
    return _Forms(None)


def _members(items: Sequence[tuple[Any, Any]]) -> Literals | None:
    """The characters of a class; None for all but some."""
    characters: set[str] = set()
    for op, value in items:
        if op is ops.LITERAL:
            characters.add(folded(chr(value)))
        elif op is ops.RANGE and value[1] - value[0] < _MOST_MEMBERS:
            characters.update(folded(chr(code)) for code in range(value[0], value[1] + 1))
        elif op is ops.CATEGORY and value is ops.CATEGORY_SPACE:
            characters.add("")
        elif op is ops.CATEGORY and value is ops.CATEGORY_DIGIT:
            characters |= _DIGITS
        else:
            return None
    return frozenset(characters)


def _either(branches: Sequence[_Forms]) -> _Forms:
    wholes = [branch.whole for branch in branches if branch.whole is not None]
    if len(wholes) == len(branches):
        return _Forms(frozenset().union(*wholes))
    helds = [held for branch in branches if (held := _rarer(*branch)) is not None]
    return _Forms(None, frozenset().union(*helds) if len(helds) == len(branches) else None)


def _repeated(least: int, most: int, item: Iterable[tuple[Any, Any]]) -> _Forms:
    once = _sequence(item)
    if once.whole == _EMPTY or most == 1 == least:
        return once
    if most == 1 and once.whole is not None:
        return _Forms(once.whole | _EMPTY)
    return _Forms(None, _rarer(*once) if least else None)


def _rarer(one: Literals | None, other: Literals | None) -> Literals | None:
    """Of two sets of literals the one that text holds more rarely; None if both may be empty text."""
    known = [literals for literals in (one, other) if literals is not None and "" not in literals]
    return min(known, key=_frequency, default=None)


def _frequency(literals: Literals) -> float:
    """The expected number of any of these in a character of text."""
    bits = character_bits()
    return sum(2.0 ** -sum(map(bits.__getitem__, literal)) for literal in literals)
