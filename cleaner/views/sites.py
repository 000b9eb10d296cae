"""What a run did by site or folder, counted in bounded memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from cleaner.document import Document, Status

MOST_SITES = 5000
"""Maximum number of sites counted one by one; further ones count as `OTHERS`."""
SITES_SHOWN = 15
"""Number of sites shown, those with the most documents."""
OTHERS = "others"


@dataclass
class Site:
    """What became of the documents of a site.

    - `documents`: their number by status;
    - `characters`: those in blocks of each role.
    """

    documents: Counter[str] = field(default_factory=Counter)
    characters: Counter[str] = field(default_factory=Counter)

    @property
    def kept(self) -> float:
        """Share of the characters that were kept; 0 if there are none."""
        kept = self.characters["title"] + self.characters["body"]
        return kept / max(self.characters.total(), 1)


class Sites:
    """Takes documents one by one, and counts them by site.

    >>> sites = Sites()
    >>> sites.add("news", "ok", {"body": 3, "navigation": 1})
    >>> sites.by_name["news"].kept
    0.75
    """

    def __init__(self) -> None:
        self.by_name: dict[str, Site] = {}

    def add(self, name: str, status: Status, characters: Mapping[str, int]) -> None:
        """Count a document of a site, with the characters in its blocks by role."""
        if name not in self.by_name and len(self.by_name) >= MOST_SITES:
            name = OTHERS
        site = self.by_name.setdefault(name, Site())
        site.documents[status] += 1
        site.characters.update(characters)

    def largest(self) -> dict[str, Site]:
        """The sites with the most documents; empty if there is only one."""
        if len(self.by_name) < 2:
            return {}
        ordered = sorted(self.by_name.items(), key=lambda item: (-item[1].documents.total(), item[0]))
        return dict(ordered[:SITES_SHOWN])

    def as_dict(self) -> dict[str, Any]:
        """The largest sites as plain values."""
        return {
            name: {
                "documents": dict(site.documents),
                "characters": dict(site.characters.most_common()),
                "kept_share": round(site.kept, 3),
            }
            for name, site in self.largest().items()
        }


def site_of(document: Document) -> str:
    """The host of a document's address, else the folder or container it lies in.

    >>> site_of(Document(id="a.html", metadata={"url": "http://a.cn/x"})), site_of(Document(id="a.html"))
    ('a.cn', '.')
    """
    try:
        host = urlsplit(document.metadata.get("url", "")).hostname
    except (ValueError, AttributeError):
        host = None
    return host or document.metadata.get("folder") or document.id.rpartition("/")[0] or "."
