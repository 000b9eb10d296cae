"""Leaves out what a site writes under every document."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlsplit

from cleaner.document import Document, Role


@dataclass(frozen=True)
class Boilerplate:
    """Gives blocks whose line recurs over the documents of their site the role of boilerplate.

    `lines` are the digests of such lines, as `digest_of` makes them. It runs behind `layout`, on
    lines as they were counted, and a further `layout` puts the text together without them. A
    document that holds nothing else keeps them.
    """

    lines: frozenset[bytes] = frozenset()

    name: ClassVar[str] = "boilerplate"

    def __call__(self, document: Document) -> Document:
        site = site_of(document)
        blocks = tuple(
            block.as_role(Role.BOILERPLATE, f"recurs over {site}")
            if block.kept and digest_of(site, block.text) in self.lines
            else block
            for block in document.blocks
        )
        if not any(block.kept for block in blocks) or blocks == document.blocks:
            return document
        return document.replace(blocks=blocks)

    def __repr__(self) -> str:  # part of the pipeline's fingerprint
        return f"Boilerplate({hashlib.sha256(b''.join(sorted(self.lines))).hexdigest()})"


def site_of(document: Document) -> str:
    """The host that a document comes from, or else the folder or file it lies in.

    >>> site_of(Document(id="news/2003/a.html")), site_of(Document(metadata={"url": "http://a.cn/x"}))
    ('news/2003', 'a.cn')
    """
    url = document.metadata.get("url")
    if isinstance(url, str) and "://" in url:
        try:
            return urlsplit(url).hostname or ""
        except ValueError:
            pass
    return str(document.metadata.get("folder") or document.id.rpartition("/")[0])


def digest_of(site: str, line: str) -> bytes:
    """What stands for a line of a site."""
    return hashlib.blake2b(f"{site}\0{line.strip()}".encode("utf-8", "replace"), digest_size=8).digest()
