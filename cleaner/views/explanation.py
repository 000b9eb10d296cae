"""What became of a document, for people: every block from source to article, every repair, the facts.

`Explanation` is what the terminal, the JSON and the page all show. The page is one file without
network access; everything that comes from the document is escaped, and its policy forbids any
script but our own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from cleaner.document import Block, Change, Result
from cleaner.trace import differences
from cleaner.views.pages import render

EVIDENCE = "_evidence"
"""`charset_evidence` in the metadata is the evidence for `charset`."""
MOST_ROWS, MOST_REPAIRS, MOST_REPLACEMENTS, MOST_CHARACTERS = 3000, 300, 24, 1_000_000
"""What one page shows at most; the JSON holds everything."""
LONGEST = 50_000
"""Characters of one text that are compared, and shown."""
CONTEXT = 30
"""Characters of a line shown around a repair."""


@dataclass(frozen=True)
class Row:
    """A block on its way: `source` as it came, `result` as it stands in the article.

    `stages` names the stages that changed its text or decided its role.
    """

    block: Block
    source: str
    result: str
    stages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fact:
    """Something found out about the document, with the evidence for it."""

    name: str
    value: str
    evidence: str = ""


@dataclass(frozen=True)
class Explanation:
    """What a traced `Result` tells, arranged for reading."""

    result: Result

    @property
    def rows(self) -> tuple[Row, ...]:
        """The blocks in order, each with its text before and after all repairs."""
        return self._arranged[0]

    @property
    def repairs(self) -> tuple[Change, ...]:
        """The changes of text that stand in no row: those made before there were blocks."""
        return self._arranged[1]

    @cached_property
    def replacements(self) -> dict[str, Counter[tuple[str, str]]]:
        """For each stage how often which characters became which."""
        found: dict[str, Counter[tuple[str, str]]] = {}
        for change in self.result.trace:
            if not change.kind:
                found.setdefault(change.stage, Counter()).update(_pairs(change))
        return found

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """The metadata, each fact with its evidence."""
        metadata = self.result.document.metadata
        return tuple(
            Fact(name.replace("_", " "), _plain(value), _plain(metadata.get(name + EVIDENCE, "")))
            for name, value in metadata.items()
            if not name.endswith(EVIDENCE) and value not in ("", None, {}, ())
        )

    @cached_property
    def characters(self) -> dict[str, int]:
        """How many characters there are in the blocks of each role, the kept roles first."""
        count: Counter[str] = Counter()
        for block in self.result.document.blocks:
            count[block.role] += len(block.text)
        return dict(sorted(count.items(), key=lambda item: (item[0] not in ("title", "body"), -item[1])))

    def as_dict(self) -> dict[str, Any]:
        """Everything as plain values, for JSON."""
        result = self.result
        return {
            "id": result.document.id,
            "status": result.status,
            "error": result.error,
            "failed_stage": result.stage,
            "title": result.document.title,
            "text": result.document.text if result.status == "ok" else "",
            "metadata": dict(result.document.metadata),
            "characters": self.characters,
            "blocks": [
                {
                    "text": row.block.text,
                    "source": row.source,
                    "result": row.result,
                    "kept": row.block.kept,
                    "role": str(row.block.role),
                    "reason": row.block.reason,
                    "tag": row.block.tag,
                    "stages": list(row.stages),
                }
                for row in self.rows
            ],
            "changes": [asdict(change) for change in result.trace],
        }

    @cached_property
    def _arranged(self) -> tuple[tuple[Row, ...], tuple[Change, ...]]:
        """The rows, and the changes of text that belong to none of them."""
        blocks = self.result.document.blocks
        histories = [_History(block.text, block.text, []) for block in blocks]
        rest: list[Change] = []
        for change in reversed(self.result.trace):
            concerned = histories[slice(*change.place)] if change.place else []
            if change.kind:
                for history in concerned:
                    history.stages.append(change.stage)
            elif not _take_back(change, concerned):
                rest.append(change)
        rows = (
            Row(
                block,
                history.source.strip(),
                history.result.strip() if block.kept else "",
                tuple(reversed(history.stages)),
            )
            for block, history in zip(blocks, histories, strict=True)
        )
        return tuple(rows), tuple(reversed(rest))


@dataclass(slots=True)
class _History:
    """A block followed from the end of the pipeline to its start, and the stages met on the way."""

    source: str
    result: str
    stages: list[str]


def _take_back(change: Change, histories: Sequence[_History]) -> bool:
    """Undo a change of text in the blocks it concerns; False when their texts do not show it."""
    texts = [history.source for history in histories]
    if _bare("".join(texts)) == _bare(change.after) and texts:
        for history, piece in zip(histories, cut_back(change.before, change.after, texts), strict=True):
            if history.source.strip() != piece.strip():
                history.source = piece
                history.stages.append(change.stage)
        return True
    if len(texts) == 1 and _bare(texts[0]) == _bare(change.before):  # only the text of the document changed
        histories[0].result = change.after
        histories[0].stages.append(change.stage)
        return True
    return False


def _bare(text: str) -> str:
    return "".join(text.split())


def cut_back(before: str, after: str, parts: Sequence[str]) -> list[str]:
    """Cut `before` into the pieces that became `parts`, the parts of `after`.

    The parts joined are `after`, white space aside.

    >>> cut_back("苻号。編輯：某", "符号。编辑：某", ["符号。", "编辑：某"])
    ['苻号。', '編輯：某']
    """
    bounds = [0]
    for part in parts[:-1]:
        bounds.append(_end_of(part, after, bounds[-1]))
    changes = list(differences(before, after))
    cuts = [_shifted(bound, changes) for bound in bounds]
    return [before[start:end] for start, end in pairwise([*cuts, len(before)])]


def _end_of(part: str, text: str, start: int) -> int:
    """Where a part of the text ends that begins at `start`, white space aside."""
    missing = len(_bare(part))
    position = start
    while missing and position < len(text):
        missing -= not text[position].isspace()
        position += 1
    return position


def _shifted(position: int, changes: Sequence[tuple[int, int, int, int]]) -> int:
    """The position before the changes that became this position after them."""
    shift = 0
    for i, j, k, m in changes:
        if position <= k:
            break
        if position < m:
            return min(i + position - k, j)
        shift = j - m
    return position + shift


def deciding_stages(result: Result) -> list[str]:
    """For each block of a traced result, the stage that decided on its role last; `parse` by default."""
    stages = ["parse"] * len(result.document.blocks)
    for change in result.trace:
        if change.kind and change.place:
            for number in range(*change.place):
                stages[number] = change.stage
    return stages


def to_html(result: Result) -> str:
    """The explanation as a page: one file without network access."""
    return render("explain.html.j2", **page_values(Explanation(result)))


def page_values(explanation: Explanation) -> dict[str, Any]:
    """What the templates need to show an explanation; very long ones are cut."""
    characters = explanation.characters
    total = sum(characters.values())
    bar, x = [], 0.0
    for role, count in characters.items():
        bar.append((role, round(x, 2), round(1000 * count / max(total, 1), 2)))
        x += bar[-1][2]
    rows: list[tuple[Row, str, str]] = []
    room = MOST_CHARACTERS
    for row in explanation.rows[:MOST_ROWS]:
        rows.append((row, row.source[:LONGEST], (row.result or row.source)[:LONGEST]))
        room -= len(rows[-1][1]) + len(rows[-1][2])
        if room < 0:
            break
    repairs = explanation.repairs[:MOST_REPAIRS]
    return {
        "explanation": explanation,
        "total": total,
        "kept": characters.get("title", 0) + characters.get("body", 0),
        "bar": bar,
        "stages": list(dict.fromkeys(change.stage for change in explanation.result.trace)),
        "replacements": {
            stage: (count.most_common(MOST_REPLACEMENTS), len(count) - MOST_REPLACEMENTS)
            for stage, count in explanation.replacements.items()
        },
        "rows": [
            (row, *segments(source, result), max(len(row.source), len(row.result)) - LONGEST)
            for row, source, result in rows
        ],
        "repairs": [
            (change, *map(_around, segments(change.before[:LONGEST], change.after[:LONGEST])))
            for change in repairs
        ],
    }


def segments(before: str, after: str) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    """Two strings in pieces, each with whether it is part of the difference.

    >>> segments("中文字苻", "中文字符")
    ([('中文字', False), ('苻', True)], [('中文字', False), ('符', True)])
    """
    old: list[tuple[str, bool]] = []
    new: list[tuple[str, bool]] = []
    a = b = 0
    for i, j, k, m in differences(before, after):
        old += [(before[a:i], False), (before[i:j], True)]
        new += [(after[b:k], False), (after[k:m], True)]
        a, b = j, m
    old.append((before[a:], False))
    new.append((after[b:], False))
    return [piece for piece in old if piece[0]], [piece for piece in new if piece[0]]


def _pairs(change: Change) -> Iterator[tuple[str, str]]:
    """What became what, character by character where as many came as went."""
    before, after = change.before[:LONGEST], change.after[:LONGEST]
    for i, j, k, m in differences(before, after):
        if j - i == m - k:
            yield from zip(before[i:j], after[k:m], strict=True)
        else:
            yield before[i:j], after[k:m]


def _around(pieces: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """The pieces with long stretches that are the same cut to their ends."""
    return [
        (f"{text[:CONTEXT]} … {text[-CONTEXT:]}", False)
        if not differs and len(text) > 3 * CONTEXT
        else (text, differs)
        for text, differs in pieces
    ]


def _plain(value: Any) -> str:
    """A plain value of the metadata as a few words.

    >>> _plain({"big5 read as gbk": 2})
    'big5 read as gbk: 2'
    """
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_plain(part)}" for key, part in value.items())
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(map(_plain, value))
    return f"{value:.3g}" if isinstance(value, float) else str(value)
