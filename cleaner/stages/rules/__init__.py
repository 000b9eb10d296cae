"""What the user ordered: lines and elements that are always kept or always left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from cleaner.document import Block, ConfigError, Document, Role
from cleaner.stages.rules.patterns import Rule, is_of_site, rule


@dataclass(frozen=True)
class Site:
    """Rules for the documents of one domain (`*.example.cn`) or folder (`old/2003/`)."""

    match: str
    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.match.strip():
            raise ConfigError("the match of a site is empty: write a domain, a folder, or '*'")
        _orders(self.keep, self.drop)


@dataclass(frozen=True)
class Rules:
    """Gives the blocks that a rule matches the role the user wants, whatever was decided before.

    `keep` and `drop` hold rules (`re:^本文来源`, `css:#article`) for all documents, `sites` those
    for some. Where both match, `drop` wins, so that a line inside a kept element can be left out.
    """

    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    sites: tuple[Site, ...] = ()

    name: ClassVar[str] = "rules"

    def __post_init__(self) -> None:
        _orders(self.keep, self.drop)

    def __call__(self, document: Document) -> Document:
        orders = [order for owner in self._for(document) for order in _orders(owner.keep, owner.drop)]
        if not orders:
            return document
        tests = [(keep, text, rule(document)) for keep, text, rule in orders]
        blocks = tuple(_role(block, tests) for block in document.blocks)
        if not any(new is not old for new, old in zip(blocks, document.blocks, strict=True)):
            return document
        if not any(block.kept for block in blocks):
            document = document.noting(reason="every block is left out by rules")
        return document.replace(blocks=blocks)

    def _for(self, document: Document) -> Iterator[Rules | Site]:
        yield self
        place = str(document.metadata.get("origin") or document.id)
        url = str(document.metadata.get("url") or "")
        for site in self.sites:
            if is_of_site(site.match, place, url):
                yield site


Order = tuple[bool, str, Rule]
"""Whether to keep, the rule as it was written, and what it stands for."""


@lru_cache(maxsize=256)
def _orders(keep: tuple[str, ...], drop: tuple[str, ...]) -> tuple[Order, ...]:
    return (*((False, text, rule(text)) for text in drop), *((True, text, rule(text)) for text in keep))


def _role(block: Block, tests: list[tuple[bool, str, Callable[[Block], bool]]]) -> Block:
    matching = [(keep, text) for keep, text, test in tests if test(block)]
    if not matching:
        return block
    keep, text = min(matching)  # not to keep comes first
    if not keep:
        return block.as_role(Role.BOILERPLATE, f"left out by the rule {text!r}")
    return block if block.kept else block.as_role(Role.BODY, f"kept by the rule {text!r}")
