"""What became of one document, for people: every block from source to article, every repair, the facts.

The terminal, the JSON and the page all show an `Explanation`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from cleaner.document import Change, Result
from cleaner.views.folds import Shown, grouped
from cleaner.views.language import ENGLISH, Language, Translator
from cleaner.views.pages import MOST_SHOWN, render
from cleaner.views.pieces import Piece, abridged, replaced_pairs, segments
from cleaner.views.remedy import remedy
from cleaner.views.rows import Row, follow_back

EVIDENCE = "_evidence"
"""Suffix of a key of the metadata: `charset_evidence` is the evidence for `charset`."""

MOST_ROWS = 3000
"""Maximum number of blocks on a page: browsers get slow beyond. The JSON holds all."""
MOST_CHARACTERS = 1_000_000
"""Maximum text of the blocks on a page, characters, source and article together."""
MOST_REPAIRS = 300
"""Maximum number of repairs on a page of those that belong to no block."""
MOST_REPLACEMENTS = 24
"""Maximum number of different replacements shown for a stage, the most frequent first."""
BAR_WIDTH = 1000
"""Width of the bar that shows the share of each role, units of its `viewBox` in the template."""


@dataclass(frozen=True)
class Fact:
    """Something found out about the document, with the evidence for it."""

    name: str
    value: Any
    evidence: Any = ""


@dataclass(frozen=True)
class Explanation:
    """What a traced `Result` tells, arranged for reading.

    >>> from cleaner.pipeline import Pipeline
    >>> explanation = Explanation(Pipeline.default().run("大會勝利閉幕，代表們認真履職。", trace=True))
    >>> explanation.rows[0].stages, explanation.replacements["simplify"].most_common(1)
    (('simplify',), [(('會', '会'), 1)])
    """

    result: Result

    @property
    def rows(self) -> tuple[Row, ...]:
        """The blocks in order, each with its text before and after all changes."""
        return self._followed_back[0]

    @property
    def repairs(self) -> tuple[Change, ...]:
        """The changes of text that no row shows: those made before there were blocks, or across them."""
        return self._followed_back[1]

    @cached_property
    def replacements(self) -> dict[str, Counter[tuple[str, str]]]:
        """For each stage, how often which characters became which."""
        found: dict[str, Counter[tuple[str, str]]] = {}
        for change in self.result.trace:
            if not change.kind:
                count = found.setdefault(change.stage, Counter())
                count.update(replaced_pairs(change.before[:MOST_SHOWN], change.after[:MOST_SHOWN]))
        return found

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """The metadata, each fact with its evidence."""
        metadata = self.result.document.metadata
        facts = []
        for name, value in metadata.items():
            if name.endswith(EVIDENCE) or value in ("", None, {}, ()):
                continue
            evidence = metadata.get(name + EVIDENCE, "")
            facts.append(Fact(name.replace("_", " "), value, evidence))
        return tuple(facts)

    @cached_property
    def characters(self) -> dict[str, int]:
        """The number of characters in the blocks of each role, the kept roles first."""
        count: Counter[str] = Counter()
        for block in self.result.document.blocks:
            count[block.role] += len(block.text)
        roles = sorted(count, key=lambda role: (role not in ("title", "body"), -count[role]))
        return {role: count[role] for role in roles}

    def as_dict(self) -> dict[str, Any]:
        """Everything as plain values, for JSON."""
        result = self.result
        return {
            "id": result.document.id,
            "status": result.status,
            "error": result.error,
            "failed_stage": result.stage,
            "traceback": result.traceback,
            "title": result.document.title,
            "text": result.document.text if result.status == "ok" else "",
            "metadata": dict(result.document.metadata),
            "characters": self.characters,
            "blocks": [_row_as_dict(row) for row in self.rows],
            "changes": [asdict(change) for change in result.trace],
        }

    @cached_property
    def _followed_back(self) -> tuple[tuple[Row, ...], tuple[Change, ...]]:
        return follow_back(self.result)


def _row_as_dict(row: Row) -> dict[str, Any]:
    return {
        "text": row.block.text,
        "source": row.source,
        "result": row.result,
        "kept": row.block.kept,
        "role": str(row.block.role),
        "reason": row.block.reason,
        "tag": row.block.tag,
        "continues_line": row.block.glue,
        "stages": list(row.stages),
        "to_change": remedy(row),
    }


def in_words(value: Any, translate: Translator = ENGLISH) -> str:
    """A value of the metadata as a few words.

    >>> in_words({"big5 read as gbk": 2})
    'big5 read as gbk: 2'
    """
    if isinstance(value, dict):
        return ", ".join(f"{translate(str(key))}: {in_words(part, translate)}" for key, part in value.items())
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(in_words(part, translate) for part in value)
    if isinstance(value, float):
        return f"{value:.3g}"
    return translate(str(value))


def to_html(result: Result, language: Language = "en") -> str:
    """The explanation of a traced result as a page: one file without network access."""
    return render("explain.html.j2", language, **page_values(Explanation(result)))


def page_values(explanation: Explanation) -> dict[str, Any]:
    """The variables of the template `explanation.html.j2`; what is too much for a page is cut."""
    characters = explanation.characters
    rows = _page_rows(explanation.rows)
    groups = list(grouped(rows))
    return {
        "explanation": explanation,
        "in_words": in_words,
        "total": sum(characters.values()),
        "kept": characters.get("title", 0) + characters.get("body", 0),
        "bar": _bar(characters),
        "stages": list(dict.fromkeys(change.stage for change in explanation.result.trace)),
        "replacements": {
            stage: (count.most_common(MOST_REPLACEMENTS), len(count) - MOST_REPLACEMENTS)
            for stage, count in explanation.replacements.items()
        },
        "groups": groups,
        "first_kept": next((group for group in groups if group.rows[0].row.block.kept), None),
        "more_rows": len(explanation.rows) - len(rows),
        "repairs": [_page_repair(change) for change in explanation.repairs[:MOST_REPAIRS]],
    }


def _bar(characters: Mapping[str, int]) -> list[tuple[str, float, float]]:
    """The parts of the bar: role, left edge and width, in proportion to the characters."""
    total = max(sum(characters.values()), 1)
    parts = []
    left = 0.0
    for role, count in characters.items():
        width = round(BAR_WIDTH * count / total, 2)
        parts.append((role, round(left, 2), width))
        left += width
    return parts


def _page_rows(rows: Sequence[Row]) -> list[Shown]:
    """The rows that fit on a page.

    A block that is left out is not compared: its text stands on both sides.
    """
    shown = []
    characters = 0
    for row in rows[:MOST_ROWS]:
        source = row.source[:MOST_SHOWN]
        article = (row.result or row.source)[:MOST_SHOWN]
        cut_off = max(len(row.source), len(row.result)) - MOST_SHOWN
        shown.append(Shown(row, *segments(source, article), cut_off, remedy(row)))
        characters += len(source) + len(article)
        if characters > MOST_CHARACTERS:
            break
    return shown


def _page_repair(change: Change) -> tuple[Change, list[Piece], list[Piece]]:
    before, after = segments(change.before[:MOST_SHOWN], change.after[:MOST_SHOWN])
    return change, abridged(before), abridged(after)
