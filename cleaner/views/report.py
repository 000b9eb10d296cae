"""What a run did, for people: a page and a JSON file, gathered in constant memory.

Only a few documents are kept (the slowest, the first that failed, a sample); their explanations are
written beside the report.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from cleaner.document import CleanerError, Result
from cleaner.views.excerpt import excerpt
from cleaner.views.explanation import to_html
from cleaner.views.hints import Hint, damaged, empties, failures, poor_sites
from cleaner.views.language import Language
from cleaner.views.largest import Largest
from cleaner.views.pages import render
from cleaner.views.sites import Sites
from cleaner.views.tally import FACTS, Tally, packed, tally_of, unpacked

MOST_LINES = 50_000
"""Maximum number of different removed lines counted at a time, so that memory stays constant."""
LINES_SHOWN = 30
"""Number of the most frequent removed lines shown."""
SLOWEST = 10
"""Number of the slowest documents shown."""
FAILED = 20
"""Number of failed documents, reasons and errors shown: enough to see what goes wrong in a run."""
SAMPLE = 8
"""Number of cleaned documents shown before and after, chosen by digest."""
LEANEST = 8
"""Number of documents shown that lost the largest share of their text."""
MUCH = 200
"""Minimum text of a document that counts as lean, characters: little text is little loss."""
LARGEST = 1_000_000
"""Maximum size of a document kept for an explanation, characters of its text and blocks together."""
BINS = 20
"""Number of bins of the histogram of kept shares, 5 % each."""


class Report:
    """Takes traced results one by one; `write` tells what they had in common.

    >>> from cleaner.document import Document
    >>> report = Report()
    >>> _ = report.add(Result(Document("好"), "ok"))
    >>> report.as_dict()["documents"]
    {'ok': 1, 'empty': 0, 'failed': 0}
    """

    def __init__(self) -> None:
        self.documents = Counter(ok=0, empty=0, failed=0)
        self.input_bytes = 0
        self.characters: Counter[str] = Counter()
        self.removed: Counter[tuple[str, str]] = Counter()  # stage, role
        self.found: dict[str, Counter[str]] = {name: Counter() for name in FACTS}
        self.reasons: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()
        self.repairs: Counter[str] = Counter()
        self.damage: Counter[str] = Counter()
        self.lines: Counter[tuple[str, str]] = Counter()  # text, role
        self.kept_share = [0] * BINS
        self.sites = Sites()
        self.damaged = 0  # documents with characters that are lost
        self.seconds = 0.0
        self.recalled = 0  # documents of earlier runs
        self.hardly_known = 0  # those of them that are counted by their status only
        self._slowest = Largest(SLOWEST)
        self._failed: list[Result] = []
        self._sample = Largest(SAMPLE)
        self._leanest = Largest(LEANEST)

    def add(self, result: Result, input_bytes: int = 0) -> bytes:
        """Count a result; return what `recall` needs to count it in the report of a later run."""
        tally = tally_of(result, input_bytes)
        self._count(tally)
        self._keep(result)
        return packed(tally)

    def recall(self, known: bytes | None, result: Result, input_bytes: int = 0) -> None:
        """Count a document that an earlier run has done, by what `add` returned then.

        If nothing is known, that run had no report: then status and error of the result count.
        """
        tally = unpacked(known) if known else None
        self.recalled += 1
        if tally is None:
            self.hardly_known += 1
            told = result.document.noting(reason="unknown: an earlier run had no report")
            tally = tally_of(replace(result, document=told), input_bytes)
        self._count(tally)

    def write(self, path: Path, about: Mapping[str, str] | None = None, language: Language = "en") -> None:
        """Write the page, and beside it its numbers as JSON and the explanations of its documents.

        `report.html` comes with `report.json` and the folder `report-documents`. `about` are facts of
        the run that the report shows as they are: inputs, fingerprint. Raises `CleanerError` if
        something cannot be written.
        """
        try:
            self._write(path, about or {}, language)
        except OSError as error:
            raise CleanerError(f"the report {path} cannot be written: {error.strerror}") from error

    def as_dict(self) -> dict[str, Any]:
        """The numbers as plain values."""
        return {
            "documents": dict(self.documents),
            "input_bytes": self.input_bytes,
            "seconds": round(self.seconds, 3),
            "characters": dict(self.characters.most_common()),
            "removed": self._removed_by_role(),
            "sites": self.sites.as_dict(),
            "kept_share": self.kept_share,
            **{f"{name}s": dict(count.most_common()) for name, count in self.found.items()},
            "repairs": dict(self.repairs.most_common()),
            "damage": dict(self.damage.most_common()),
            "empty_because": dict(self.reasons.most_common(FAILED)),
            "failed_because": dict(self.errors.most_common(FAILED)),
            "removed_lines": self._frequent_lines(),
            "slowest": [
                {"id": result.document.id, "seconds": round(result.seconds, 3)} for result in self._slowest
            ],
        }

    def _count(self, tally: Tally) -> None:
        self.documents[tally.status] += 1
        self.input_bytes += tally.size
        self.seconds += tally.seconds
        for name, value in tally.facts.items():
            self.found[name][value] += 1
        self.repairs.update(tally.repairs)
        self.damage.update(tally.damage)
        self.damaged += bool(tally.damage)
        if tally.status == "empty":
            self.reasons[tally.reason] += 1
        if tally.status == "failed":
            self.errors[tally.failure] += 1
        self.sites.add(tally.site, tally.status, {} if tally.status == "failed" else tally.characters)
        self._count_blocks(tally)

    def _count_blocks(self, tally: Tally) -> None:
        total = sum(tally.characters.values())
        if total and tally.status != "failed":
            self.kept_share[min(BINS - 1, BINS * _kept(tally.characters) // total)] += 1
            self.characters.update(tally.characters)
            self.removed.update({(stage, role): count for stage, role, count in tally.removed})
            self.lines.update(tally.lines)
        if len(self.lines) > MOST_LINES:  # the rare half goes; what is frequent comes again
            self.lines = Counter(dict(self.lines.most_common(MOST_LINES // 2)))

    def _keep(self, result: Result) -> None:
        """Keep the result if it belongs to those that the report shows."""
        document = result.document
        if sum(len(block.text) for block in document.blocks) + len(document.text) > LARGEST:
            return
        if result.status == "failed":
            if len(self._failed) < FAILED:
                self._failed.append(result)
            return
        number = self.documents.total()
        self._slowest.add(result.seconds, number, result)
        if result.status == "ok":  # the largest digests are a fair sample, and the same in every run
            digest = sha256(f"{number} {document.id}".encode("utf-8", "replace")).digest()
            self._sample.add(digest, number, result)
            kept = sum(len(block.text) for block in document.blocks if block.kept)
            total = sum(len(block.text) for block in document.blocks)
            if total >= MUCH:
                self._leanest.add(1 - kept / total, number, result)

    def _removed_by_role(self) -> dict[str, dict[str, int]]:
        """The characters left out, by role and then by stage, the most frequent first."""
        removed: dict[str, dict[str, int]] = {}
        for (stage, role), count in self.removed.most_common():
            removed.setdefault(role, {})[stage] = count
        return removed

    def _frequent_lines(self) -> list[dict[str, Any]]:
        """The lines left out more than once, the most frequent first."""
        return [
            {"text": text, "role": role, "times": times}
            for (text, role), times in self.lines.most_common(LINES_SHOWN)
            if times > 1
        ]

    def _hints(self) -> Iterator[Hint]:
        """Yield what to look at first."""
        yield from failures(self.documents["failed"], next(iter(dict(self.errors.most_common(1))), ""))
        empty = next(iter(dict(self.reasons.most_common(1))), "")
        yield from empties(self.documents["empty"], self.documents.total(), empty)
        yield from poor_sites(self.sites, _kept(self.characters) / max(self.characters.total(), 1))
        yield from damaged(self.damaged)

    def _write(self, path: Path, about: Mapping[str, str], language: Language) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        slowest, sample, leanest = list(self._slowest), list(self._sample), list(self._leanest)
        links = _write_explanations(path, [*slowest, *self._failed, *sample, *leanest], language)
        numbers = self.as_dict() | {"about": dict(about)}
        text = json.dumps(numbers, ensure_ascii=False, indent=1)
        path.with_suffix(".json").write_bytes(text.encode("utf-8", "backslashreplace"))
        page = render(
            "report.html.j2",
            language,
            **numbers,
            total=self.documents.total(),
            hints=list(self._hints()),
            lean_documents=[
                (result, links.get(id(result), ""), 1 - share) for share, result in self._leanest.items()
            ],
            slow_documents=[(result, links.get(id(result), "")) for result in slowest],
            failed_documents=[(result, links.get(id(result), "")) for result in self._failed],
            pairs=[(result, links.get(id(result), ""), *excerpt(result)) for result in sample],
        )
        path.write_bytes(page.encode("utf-8", "replace"))


def _kept(characters: Mapping[str, int]) -> int:
    return characters.get("title", 0) + characters.get("body", 0)


def _write_explanations(report: Path, results: Iterable[Result], language: Language) -> dict[int, str]:
    """Write the explanations beside the report: `id()` of each result to its relative address."""
    folder = report.parent / f"{report.stem}-documents"
    links: dict[int, str] = {}
    for result in results:
        told = result.document.blocks or result.document.metadata
        if id(result) in links or not told:
            continue
        folder.mkdir(exist_ok=True)
        name = f"{len(links) + 1:02}.html"
        (folder / name).write_bytes(to_html(result, language).encode("utf-8", "replace"))
        links[id(result)] = f"{folder.name}/{name}"
    return links
