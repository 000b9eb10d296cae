"""Characters that `t2s` gets wrong, decided by the word or the characters around them.

The words are in `kept_words.txt`, the patterns in `context_rules.txt`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import NamedTuple

from cleaner.stages.simplify.rule_files import rows
from cleaner.text.traditional import simplified_forms, variants


class Rule(NamedTuple):
    """A character, what it becomes (None leaves it to `t2s`), its pattern in context, and examples."""

    character: str
    becomes: str | None
    pattern: str
    examples: tuple[str, ...] = ()


def decision(text: str, position: int) -> str | None:
    """What the character at `position` becomes; None if the rules leave it to `t2s`.

    >>> decision("看著", 1), decision("著名", 0), decision("乾德", 0)
    ('着', None, '乾')
    """
    for pattern, becomes in _compiled(text[position]):
        if pattern.match(text, position):
            return becomes
    return None


@cache
def rules() -> Mapping[str, Sequence[Rule]]:
    """The rules of each character: the words that keep it, then the rows of `context_rules.txt`."""
    by_character: dict[str, list[Rule]] = {}
    for rule in (*_kept(), *_in_context()):
        by_character.setdefault(rule.character, []).append(rule)
    return by_character


def _kept() -> Iterator[Rule]:
    changes = simplified_forms() | variants()
    for row in rows("kept_words.txt"):
        for word in row:
            for position, character in enumerate(word):
                if character in changes:
                    yield Rule(character, character, _within(word, position), (word,))


def _in_context() -> Iterator[Rule]:
    for character, becomes, pattern, *examples in rows("context_rules.txt"):
        outcome = None if becomes == "-" else becomes
        yield Rule(character, outcome, pattern, tuple(examples))


@cache
def _compiled(character: str) -> tuple[tuple[re.Pattern[str], str | None], ...]:
    """The rules of one character; neighbours of the same outcome make one pattern."""
    outcomes = groupby(rules().get(character, ()), key=lambda rule: rule.becomes)
    return tuple(
        (re.compile("|".join(rule.pattern for rule in neighbours)), becomes)
        for becomes, neighbours in outcomes
    )


def in_either_script(word: str) -> str:
    """A pattern for a word in either script; a Traditional character stands for itself.

    >>> in_either_script("干部"), in_either_script("後")
    ('[干乾幹榦][部]', '後')
    """
    return "".join(map(_either, word))


def _either(character: str) -> str:
    if character in simplified_forms():
        return character
    forms = character + _traditional_forms().get(character, "")
    return f"[{re.escape(forms)}]"


@cache
def _traditional_forms() -> Mapping[str, str]:
    """Simplified character to the Traditional ones that become it."""
    forms: dict[str, str] = defaultdict(str)
    for traditional, simplified in simplified_forms().items():
        forms[simplified] += traditional
    return forms


def _within(word: str, position: int) -> str:
    """A pattern for the character at `position` of a word, where the rest of the word stands around it."""
    before, after = in_either_script(word[:position]), in_either_script(word[position + 1 :])
    behind = f"(?<={before})" if before else ""
    return f"{behind}{word[position]}(?={after})"
