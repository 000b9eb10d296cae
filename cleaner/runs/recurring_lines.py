"""Lines that recur over the documents of a site, counted in bounded memory."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from cleaner.document import Document
from cleaner.stages.boilerplate import Boilerplate, digest_of, site_of

DOCUMENTS = 5
SHARE = 0.2
"""A line is boilerplate when so many documents of a site have it, and so large a share of them."""
SHORTEST = 4
"""Characters: shorter lines say nothing about where they come from."""
MOST_LINES = 300_000
"""Different lines that are counted at a time; beyond that the rare ones are forgotten (lossy
counting, Manku and Motwani 2002: a line that recurs is at most undercounted by what was forgotten)."""


class RecurringLines:
    """Takes cleaned documents one by one.

    >>> learner = RecurringLines()
    >>> for number in range(6):
    ...     learner.add(Document(f"第{number}篇\\n本站保留所有权利", id=f"site/{number}"))
    >>> [line["line"] for line in learner.lines()]
    ['本站保留所有权利']
    """

    def __init__(self) -> None:
        self.documents: Counter[str] = Counter()
        self.counts: dict[bytes, int] = {}
        self.texts: dict[bytes, tuple[str, str]] = {}  # site and line, of those that recur
        self.seen: set[bytes] = set()
        self.forgotten = 0

    def add(self, document: Document) -> None:
        """Counts the lines of a document, once each. The same text again says nothing new."""
        site = site_of(document)
        whole = digest_of(site, document.text)
        if whole in self.seen:
            return
        if len(self.seen) >= MOST_LINES:
            self.seen.clear()
        self.seen.add(whole)
        self.documents[site] += 1
        for line in set(document.text.split("\n")):
            if len(line) >= SHORTEST:
                key = digest_of(site, line)
                self.counts[key] = count = self.counts.get(key, self.forgotten) + 1
                if count >= DOCUMENTS:
                    self.texts.setdefault(key, (site, line))
        if len(self.counts) > MOST_LINES:
            self._forget()

    def lines(self) -> list[dict[str, Any]]:
        """The lines that are boilerplate, with their sites and numbers of documents."""
        found = [
            {"site": site, "line": line, "documents": self.counts[key]}
            for key, (site, line) in self.texts.items()
            if self.counts.get(key, 0) >= max(DOCUMENTS, SHARE * self.documents[site])
        ]
        return sorted(found, key=lambda line: (line["site"], -line["documents"], line["line"]))

    def _forget(self) -> None:
        """Forgets the rarer half; what comes again may have been there as often as those."""
        counts = sorted(self.counts.values())
        self.forgotten = counts[len(counts) // 2]
        self.counts = {key: count for key, count in self.counts.items() if count > self.forgotten}
        self.texts = {key: text for key, text in self.texts.items() if key in self.counts}
        if len(self.documents) > MOST_LINES:
            self.documents = Counter(dict(self.documents.most_common(MOST_LINES // 2)))


def packed(lines: list[dict[str, Any]], fingerprint: str) -> bytes:
    """What is written beside the output: the lines, and the pipeline they were learned with."""
    return json.dumps({"fingerprint": fingerprint, "lines": lines}, ensure_ascii=False, indent=1).encode()


def load(path: Path, fingerprint: str) -> list[dict[str, Any]] | None:
    """The lines that an earlier run learned with the same pipeline, if it did."""
    try:
        known = json.loads(path.read_bytes())
        return list(known["lines"]) if known["fingerprint"] == fingerprint else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def stage_of(lines: list[dict[str, Any]]) -> Boilerplate:
    """The stage that leaves the lines out."""
    return Boilerplate(frozenset(digest_of(line["site"], line["line"]) for line in lines))
