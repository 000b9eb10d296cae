"""Reader and matcher of `cues.txt`: which pattern matches a line.

The word lists are data and not code, so that words can be added without reading Python. RE2 tries all
patterns of one place in a single pass, in linear time whatever they say; compiling them with `re` took
half a second, and every new line 100 µs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources

import re2

from cleaner.stages.select.cues.either_script import both
from cleaner.stages.select.cues.kinds import LIKELY, SURE, Cue, Kind
from cleaner.text.words import words

_ANCHORED = {
    "line": re2.Set.FullMatchSet,
    "section": re2.Set.FullMatchSet,
    "start": re2.Set.MatchSet,
    "lead": re2.Set.MatchSet,
    "paragraph": re2.Set.MatchSet,
}
"""Where in a text the patterns of a place are looked for, other than anywhere."""
_MEMORY = 64 << 20
"""Bytes that the automaton of one place may fill; it needs a tenth of it."""


@dataclass(frozen=True, eq=False)
class Table:
    """All patterns of one place with their cues."""

    where: str
    rows: tuple[tuple[Cue, str], ...]

    def find(self, text: str) -> Cue | None:
        """The cue of the pattern that matches the text; of several that of the first match in it, then
        that of the first row."""
        found = self._matching(text)
        if not found:
            return None
        if len(found) > 1 and self.where not in _ANCHORED:
            found = [min(found, key=lambda n: (self._all.re(n).search(text).start(), n))]
        return self.rows[min(found)][0]

    def matches(self, text: str, start: int = 0) -> list[tuple[re.Match[str], Cue]]:
        """Where the patterns match from a place of the text on, one match after another, with their cues."""
        if not (numbers := self._matching(text[start:] if start else text)):
            return []
        found = _together(self, tuple(sorted(numbers))).finditer(text, start)
        return [(match, self.rows[int((match.lastgroup or "n0")[1:])][0]) for match in found]

    def _matching(self, text: str) -> list[int] | None:
        """The numbers of the patterns that may match in the text: RE2 does not look around."""
        found: list[int] | None = self._all.Match(text.encode("utf-8", "replace"))
        return found

    @cached_property
    def _all(self) -> re2.Set | re2.Filter:
        """A set goes through a text once for all patterns; a filter looks for words that they cannot
        match without first."""
        options = re2.Options()
        options.case_sensitive = False
        options.max_mem = _MEMORY
        anchored = self.where in _ANCHORED
        found = _ANCHORED[self.where](options) if anchored else re2.Filter()
        for _, pattern in self.rows:
            found.Add(for_re2(pattern), *(() if anchored else (options,)))
        found.Compile()
        return found


@lru_cache(256)
def _together(table: Table, numbers: tuple[int, ...]) -> re.Pattern[str]:
    """These patterns of a table in one; all of them take `re` longer to compile than to clean some pages."""
    forms = (f"(?P<n{number}>{table.rows[number][1]})" for number in numbers)
    return re.compile("|".join(forms), re.IGNORECASE)


@lru_cache(1)
def patterns() -> dict[str, Table]:
    """The tables of `cues.txt`, by place."""
    source = resources.files("cleaner.stages.select.cues").joinpath("cues.txt").read_text("utf-8")
    rows: dict[str, list[tuple[Cue, str]]] = {}
    names: dict[str, str] = {}
    for line in source.splitlines():
        if head := _HEAD.fullmatch(line):
            reason, where, strength, opens = head.groups()
            known = Cue(_KIND[reason], SURE if strength == "sure" else LIKELY, bool(opens))
        elif named := _NAMED.fullmatch(line):
            names[named[1]] = f"(?:{_spelled_out(named[2], names)})"
        elif line and not line.startswith("#"):
            rows.setdefault(where, []).append((known, both(_spelled_out(line, names))))
    return {where: Table(where, tuple(found)) for where, found in rows.items()}


def _spelled_out(pattern: str, names: dict[str, str]) -> str:
    """The pattern with its word lists and names replaced by the alternatives they stand for.

    >>> _spelled_out("@SPAM|<words/gambling>", {"@SPAM": "(?:约炮)"})
    '(?:约炮)|棋牌|博彩|百家乐|娱乐城'
    """
    listed = _WORDS.sub(lambda match: "|".join(words(match[1])), pattern)
    return _NAME.sub(lambda match: names[match[0]], listed)


_WORDS = re.compile(r"<words/(\w+)>")
_NAME = re.compile("@[A-Z]+")
_NAMED = re.compile("(@[A-Z]+) = (.+)")
_HEAD = re.compile(r"\[([\w, ]+) \| (\w+) \| (\w+)( \| opens)?\]")
_KIND = {kind.reason: kind for kind in Kind}
_SPACE = r"\t-\r\x{1c}-\x{20}\x{85}\x{a0}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}"
_DIGIT = "0-9０-９"
_LETTER = "A-Z_a-zÀ-ÖØ-öø-ɏͰ-ԯ々-〇ぁ-ゖァ-ヺー㐀-鿿가-힣豈-龎Ａ-Ｚａ-ｚ"
_CLASSES = {"d": _DIGIT, "w": _DIGIT + _LETTER, "s": _SPACE}
_ESCAPE = re.compile(r"\\(?:u([0-9a-f]{4})|([dws])|(S)|.)|[\[\]]")
_AROUND = re.compile(r"\(\?<?[=!](?:[^()\\]|\\.)*\)")


def for_re2(pattern: str) -> str:
    r"""The pattern in the syntax of RE2, whose `\d`, `\s` and `\w` know nothing beyond ASCII, and which does
    not look around: without the conditions on what stands beside it, it may match more.

    >>> for_re2(r"(?<=页)\d[\u4e00\d]")
    '[0-9０-９][一0-9０-９]'
    """
    inside = False

    def form(match: re.Match[str]) -> str:
        nonlocal inside
        if match[0] in "[]":
            inside = match[0] == "["
        if match[1]:
            return chr(int(match[1], 16))
        if match[3]:
            return f"[^{_SPACE}]"
        if not match[2]:
            return match[0]
        return _CLASSES[match[2]] if inside else f"[{_CLASSES[match[2]]}]"

    return _ESCAPE.sub(form, _AROUND.sub("", pattern))
