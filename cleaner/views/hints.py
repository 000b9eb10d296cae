"""What to look at first in a report: the few things that are most likely wrong with a run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cleaner.views.language import Translator
from cleaner.views.sites import Site, Sites

LITTLE_KEPT = 0.5
"""Maximum share of a site's text that is kept to be told, relative to that of the whole run."""
ENOUGH = 5
"""Minimum number of documents of a site that is told: of fewer, one odd document decides."""
MANY_EMPTY = 0.05
"""Minimum share of documents without an article to be told: some are index pages in any crawl."""


class Hint(NamedTuple):
    """Something to look at: a message with its values, and the place on the page where it is shown."""

    message: str
    values: dict[str, str]
    anchor: str

    def told(self, translate: Translator) -> str:
        """The message in words, reasons included."""
        return translate(self.message, **{name: translate(value) for name, value in self.values.items()})


def failures(failed: int, reason: str) -> Iterator[Hint]:
    """Yield that documents failed, and why most often."""
    if failed == 1:
        yield Hint("1 document failed: {reason}", {"reason": reason}, "failed")
    elif failed:
        yield Hint(
            "{count} documents failed, most often because: {reason}",
            {"count": f"{failed:,}", "reason": reason},
            "failed",
        )


def empties(empty: int, total: int, reason: str) -> Iterator[Hint]:
    """Yield that many documents have no article, and why most often."""
    if empty > MANY_EMPTY * total:
        yield Hint(
            "{share} of the documents have no article, most often because: {reason}",
            {"share": f"{empty / total:.0%}", "reason": reason},
            "empty",
        )


def poor_sites(sites: Sites, kept: float) -> Iterator[Hint]:
    """Yield the sites of which far less is kept than of the run as a whole, the poorest first."""
    found: list[tuple[float, str, Site]] = []
    for name, site in sites.by_name.items():
        enough = site.documents["ok"] + site.documents["empty"] >= ENOUGH
        if enough and site.kept < LITTLE_KEPT * kept:
            found.append((site.kept, name, site))
    for share, name, _ in sorted(found)[:3]:
        yield Hint(
            "Of {site} only {share} of the text was kept, of all documents {usual}: does it lose articles?",
            {"site": name, "share": f"{share:.0%}", "usual": f"{kept:.0%}"},
            "sites",
        )


def damaged(documents: int) -> Iterator[Hint]:
    """Yield that documents hold lost characters, which nothing brings back."""
    if documents == 1:
        yield Hint(
            "1 document holds lost characters; a better copy may exist where it came from", {}, "damage"
        )
    elif documents:
        yield Hint(
            "{count} documents hold lost characters; a better copy may exist where they came from",
            {"count": f"{documents:,}"},
            "damage",
        )
