"""Lines that recur over the documents of a site or folder, counted in bounded memory."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from cleaner.document import Document
from cleaner.stages.boilerplate import Boilerplate, digest_of, site_of

MIN_DOCUMENTS = 5
"""Minimum number of a site's documents that a boilerplate line is in."""
MIN_SHARE = 0.2
"""Minimum share of a site's documents that a boilerplate line is in, 0 to 1."""
SHORTEST = 4
"""Minimum length of a line, characters: shorter ones do not tell where they come from."""
MOST_LINES = 300_000
"""Maximum number of different lines that are counted at a time; beyond it the rare ones are forgotten."""


class RecurringLines:
    r"""Counts lines of cleaned documents, which are added one by one.

    Lossy counting (Manku & Motwani 2002): if there are too many lines, the rarer half is forgotten. A
    line that comes up again starts from the highest count that was forgotten, so its count is never
    too low, and too high by no more than that.

    >>> recurring = RecurringLines()
    >>> for number in range(6):
    ...     recurring.add(Document(f"第{number}篇\n本站保留所有权利", id=f"site/{number}"))
    >>> [line["line"] for line in recurring.lines()]
    ['本站保留所有权利']
    """

    def __init__(self) -> None:
        self.documents: Counter[str] = Counter()  # site: number of documents
        self.counts: dict[bytes, int] = {}  # digest of a site's line: number of documents
        self.texts: dict[bytes, tuple[str, str]] = {}  # digest: site and line, if it is in enough documents
        self.seen: set[bytes] = set()  # digests of whole documents
        self.forgotten = 0  # highest count of a line that was forgotten

    def add(self, document: Document) -> None:
        """Count each line of a document once, unless the site had the same text before."""
        site = site_of(document)
        if self._is_repeat(digest_of(site, document.text)):
            return
        self.documents[site] += 1
        for line in set(document.text.split("\n")):
            if len(line) >= SHORTEST:
                self._count(site, line)
        if len(self.counts) > MOST_LINES:
            self._forget()

    def lines(self) -> list[dict[str, Any]]:
        """The boilerplate lines with their sites and numbers of documents, sorted by site."""
        found = []
        for key, (site, line) in self.texts.items():
            count = self.counts.get(key, 0)
            if count >= max(MIN_DOCUMENTS, MIN_SHARE * self.documents[site]):
                found.append({"site": site, "line": line, "documents": count})
        return sorted(found, key=lambda line: (line["site"], -line["documents"], line["line"]))

    def _is_repeat(self, whole: bytes) -> bool:
        if whole in self.seen:
            return True
        if len(self.seen) >= MOST_LINES:
            self.seen.clear()
        self.seen.add(whole)
        return False

    def _count(self, site: str, line: str) -> None:
        key = digest_of(site, line)
        count = self.counts.get(key, self.forgotten) + 1
        self.counts[key] = count
        if count >= MIN_DOCUMENTS:
            self.texts.setdefault(key, (site, line))

    def _forget(self) -> None:
        """Forget the rarer half of the lines and, if there are too many, of the sites."""
        counts = sorted(self.counts.values())
        self.forgotten = counts[len(counts) // 2]
        self.counts = {key: count for key, count in self.counts.items() if count > self.forgotten}
        self.texts = {key: text for key, text in self.texts.items() if key in self.counts}
        if len(self.documents) > MOST_LINES:
            self.documents = Counter(dict(self.documents.most_common(MOST_LINES // 2)))


def packed(lines: list[dict[str, Any]], fingerprint: str) -> bytes:
    """The content of `boilerplate.json`: the lines and the pipeline that they were learned with."""
    return json.dumps({"fingerprint": fingerprint, "lines": lines}, ensure_ascii=False, indent=1).encode()


def load(path: Path, fingerprint: str) -> list[dict[str, Any]] | None:
    """The lines in a `boilerplate.json`; `None` without one of the same pipeline."""
    try:
        known = json.loads(path.read_bytes())
        return list(known["lines"]) if known["fingerprint"] == fingerprint else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def boilerplate_stage(lines: list[dict[str, Any]]) -> Boilerplate:
    """The stage that leaves the lines out."""
    return Boilerplate(frozenset(digest_of(line["site"], line["line"]) for line in lines))
