"""Reject lines that recur over the documents of a site, as a run has counted them.

Not one of the default stages: a run with `--learn-boilerplate` appends it, with a second `layout`
behind it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlsplit

from cleaner.document import Block, Document, Role


@dataclass(frozen=True)
class Boilerplate:
    """Rejects blocks whose line recurs in the documents of their site.

    It runs behind `layout`, because the lines were counted as `layout` wrote them. A document that
    holds nothing else keeps its lines.

    - `lines`: the digests of recurring lines, made by `digest_of`.
    """

    lines: frozenset[bytes] = frozenset()

    name: ClassVar[str] = "boilerplate"

    def __call__(self, document: Document) -> Document:
        """The document with recurring lines rejected."""
        site = site_of(document)
        blocks = tuple(self._judged(block, site) for block in document.blocks)
        if blocks == document.blocks or not any(block.kept for block in blocks):
            return document
        return document.replace(blocks=blocks)

    def _judged(self, block: Block, site: str) -> Block:
        if block.kept and digest_of(site, block.text) in self.lines:
            return block.as_role(Role.BOILERPLATE, f"recurs over {site}")
        return block

    def __repr__(self) -> str:  # part of the pipeline's fingerprint
        return f"Boilerplate({hashlib.sha256(b''.join(sorted(self.lines))).hexdigest()})"


def site_of(document: Document) -> str:
    """The host that a document comes from, or else the folder or container it lies in.

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
    """The digest (8 bytes) of a line of a site; white space around the line does not count.

    >>> digest_of("a.cn", "版权所有 ") == digest_of("a.cn", "版权所有") != digest_of("b.cn", "版权所有")
    True
    """
    return hashlib.blake2b(f"{site}\0{line.strip()}".encode("utf-8", "replace"), digest_size=8).digest()
