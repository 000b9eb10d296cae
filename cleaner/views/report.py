"""What a run did, for people: a page and a JSON file, gathered in constant memory.

Of the documents themselves only a few are kept (the slowest, the first that failed, a sample), and
their explanations are written beside the report.
"""

from __future__ import annotations

import heapq
import json
from collections import Counter
from collections.abc import Mapping
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any

from cleaner.document import CleanerError, Result
from cleaner.views.explanation import Explanation, deciding_stages, segments, to_html
from cleaner.views.pages import render

MOST_LINES, LINE = 50_000, 80
"""How many different removed lines are counted at a time, and how much of each."""
SLOWEST, FAILED, SAMPLE = 10, 20, 8
"""How many documents of each kind the report shows."""
HEAVY = 1_000_000
"""Characters from which on a document is too large to be kept for an explanation."""
EXCERPT, LEFT_OUT = 12, 120
"""Paragraphs of a document shown in the sample, and how much of what was left out in a row."""
BINS = 20


class Report:
    """Takes traced results one by one; `write` says what there was in them.

    >>> from cleaner.document import Document
    >>> report = Report()
    >>> report.add(Result(Document("好"), "ok"))
    >>> report.as_dict()["documents"]
    {'ok': 1, 'empty': 0, 'failed': 0}
    """

    def __init__(self) -> None:
        self.documents = Counter(ok=0, empty=0, failed=0)
        self.input_bytes = 0
        self.characters: Counter[str] = Counter()
        self.removed: Counter[tuple[str, str]] = Counter()  # stage, role
        self.found: dict[str, Counter[str]] = {name: Counter() for name in ("charset", "script", "kind")}
        self.reasons: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()
        self.repairs: Counter[str] = Counter()
        self.damage: Counter[str] = Counter()
        self.lines: Counter[tuple[str, str]] = Counter()  # text, role
        self.kept_share = [0] * BINS
        self.seconds = 0.0
        self._slowest: list[tuple[float, int, Result]] = []
        self._failed: list[Result] = []
        self._sample: list[tuple[bytes, int, Result]] = []

    def add(self, result: Result, input_bytes: int = 0) -> None:
        """Counts a result; one with a trace tells more."""
        metadata: Mapping[str, Any] = result.document.metadata
        self.documents[result.status] += 1
        self.input_bytes += input_bytes
        self.seconds += result.seconds
        for name, count in self.found.items():
            if metadata.get(name):
                count[str(metadata[name])] += 1
        _count(self.repairs, metadata.get("repairs"))
        _count(self.damage, metadata.get("damage"))
        if result.status == "empty":
            self.reasons[str(metadata.get("reason") or "nothing in it")] += 1
        if result.status == "failed":
            self.errors[f"{result.stage}: {result.error[:LINE]}"] += 1
        else:
            self._add_blocks(result)
        self._keep(result)

    def write(self, path: Path, about: Mapping[str, str] | None = None) -> None:
        """Writes the page to `path`, the same numbers as JSON beside it (`report.json`), and the
        explanations of the documents it shows into the folder `report-documents` beside it.

        `about` are facts of the run that the report shows as they are: inputs, fingerprint, time.
        Raises `CleanerError` when it cannot be written.
        """
        try:
            self._write(path, about or {})
        except OSError as error:
            raise CleanerError(f"the report {path} cannot be written: {error.strerror}") from error

    def as_dict(self) -> dict[str, Any]:
        """The numbers as plain values."""
        removed: dict[str, dict[str, int]] = {}
        for (stage, role), count in self.removed.most_common():
            removed.setdefault(role, {})[stage] = count
        return {
            "documents": dict(self.documents),
            "input_bytes": self.input_bytes,
            "seconds": round(self.seconds, 3),
            "characters": dict(self.characters.most_common()),
            "removed": removed,
            "kept_share": self.kept_share,
            **{f"{name}s": dict(count.most_common()) for name, count in self.found.items()},
            "repairs": dict(self.repairs.most_common()),
            "damage": dict(self.damage.most_common()),
            "empty_because": dict(self.reasons.most_common(FAILED)),
            "failed_because": dict(self.errors.most_common(FAILED)),
            "removed_lines": [
                {"text": text, "role": role, "times": times}
                for (text, role), times in self.lines.most_common(30)
                if times > 1
            ],
            "slowest": [
                {"id": result.document.id, "seconds": round(seconds, 3)}
                for seconds, _, result in sorted(self._slowest, key=lambda entry: entry[:2], reverse=True)
            ],
        }

    def _write(self, path: Path, about: Mapping[str, str]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        slowest = [
            result for _, _, result in sorted(self._slowest, key=lambda entry: entry[:2], reverse=True)
        ]
        sample = [result for _, _, result in sorted(self._sample, key=lambda entry: entry[:2], reverse=True)]
        links = _write_explanations(path, [*slowest, *self._failed, *sample])
        numbers = self.as_dict() | {"about": dict(about)}
        path.with_suffix(".json").write_bytes(
            json.dumps(numbers, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace")
        )
        page = render(
            "report.html.j2",
            **numbers,
            total=self.documents.total(),
            slow_documents=[(result, links.get(id(result), "")) for result in slowest],
            failed_documents=[(result, links.get(id(result), "")) for result in self._failed],
            pairs=[(result, links.get(id(result), ""), *_excerpt(result)) for result in sample],
        )
        path.write_bytes(page.encode("utf-8", "replace"))

    def _add_blocks(self, result: Result) -> None:
        deciders = deciding_stages(result)
        kept = left_out = 0
        for block, stage in zip(result.document.blocks, deciders, strict=True):
            size = len(block.text)
            self.characters[block.role] += size
            if block.kept:
                kept += size
                continue
            left_out += size
            self.removed[stage, block.role] += size
            self.lines[block.text[:LINE], block.role] += 1
        if kept + left_out:
            self.kept_share[min(BINS - 1, BINS * kept // (kept + left_out))] += 1
        if len(self.lines) > MOST_LINES:  # the rare half goes; what is frequent comes again
            self.lines = Counter(dict(self.lines.most_common(MOST_LINES // 2)))

    def _keep(self, result: Result) -> None:
        if sum(len(block.text) for block in result.document.blocks) + len(result.document.text) > HEAVY:
            return
        number = self.documents.total()
        if result.status == "failed":
            if len(self._failed) < FAILED:
                self._failed.append(result)
            return
        _push(self._slowest, (result.seconds, -number, result), SLOWEST)
        if result.status == "ok":  # the smallest digests are a fair sample, and always the same one
            digest = sha256(f"{number} {result.document.id}".encode("utf-8", "replace")).digest()
            _push(self._sample, (digest, -number, result), SAMPLE)


def _push(heap: list[Any], entry: tuple[Any, int, Result], size: int) -> None:
    """Keeps the entries that are largest; the second place decides between equals."""
    if len(heap) < size:
        heapq.heappush(heap, entry)
    else:
        heapq.heappushpop(heap, entry)


def _count(counter: Counter[str], found: Any) -> None:
    if isinstance(found, Mapping):
        counter.update({str(kind): times for kind, times in found.items() if isinstance(times, int)})


def _write_explanations(report: Path, results: list[Result]) -> dict[int, str]:
    """Writes the explanations; the answer says which result (by its `id()`) has which address."""
    folder = report.parent / f"{report.stem}-documents"
    links: dict[int, str] = {}
    for result in results:
        if id(result) not in links and (result.document.blocks or result.document.metadata):
            folder.mkdir(exist_ok=True)
            name = f"{len(links) + 1:02}.html"
            (folder / name).write_bytes(to_html(result).encode("utf-8", "replace"))
            links[id(result)] = f"{folder.name}/{name}"
    return links


def _excerpt(result: Result) -> tuple[list[Any], list[Any]]:
    """The beginning of a document before and after, its differences marked; what was left out
    in a row stands in one paragraph.
    """
    before, after = [], []
    for kept, group in groupby(Explanation(result).rows, lambda row: row.block.kept):
        rows = list(group)
        if not kept:
            roles = Counter(str(row.block.role) for row in rows)
            told = ", ".join(
                f"{role} {times}" if len(rows) > 1 else role for role, times in roles.most_common()
            )
            text = " · ".join(row.source for row in rows[:LEFT_OUT])[:LEFT_OUT]
            before.append((roles.most_common(1)[0][0], [(text, False)], told))
        for row in rows if kept else ():
            old, new = segments(row.source, row.result)
            before.append(("", old, ""))
            after.append(new)
        if len(before) >= EXCERPT:
            break
    return before[:EXCERPT], after[:EXCERPT]
