"""What the user ordered: lines and elements that are always kept or always left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from cleaner.document import Block, ConfigError, Document, Role
from cleaner.selection.rules import Matcher, is_of_site, matcher


@dataclass(frozen=True)
class Site:
    """Rules for the documents of one domain (`*.example.cn`) or folder (`old/2003/`)."""

    match: str
    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.match.strip():
            raise ConfigError("the match of a site is empty: write a domain, a folder, or '*'")
        _matchers(self.keep, self.drop)


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
        _matchers(self.keep, self.drop)

    def __call__(self, document: Document) -> Document:
        rules = [rule for owner in self._for(document) for rule in _matchers(owner.keep, owner.drop)]
        if not rules:
            return document
        blocks = tuple(_ruled(block, rules) for block in document.blocks)
        if not any(new is not old for new, old in zip(blocks, document.blocks, strict=True)):
            return document
        if not any(block.kept for block in blocks):
            document = document.noting(reason="every block is left out by rules")
        return document.replace(blocks=blocks)

    def _for(self, document: Document) -> Iterator[Rules | Site]:
        yield self
        url = document.metadata.get("url")
        for site in self.sites:
            if is_of_site(site.match, id=document.id, url=url if isinstance(url, str) else ""):
                yield site


Rule = tuple[bool, str, Matcher]


@lru_cache(maxsize=256)
def _matchers(keep: tuple[str, ...], drop: tuple[str, ...]) -> tuple[Rule, ...]:
    return tuple(
        (wanted, rule, matcher(rule)) for wanted, rules in ((False, drop), (True, keep)) for rule in rules
    )


def _ruled(block: Block, rules: list[Rule]) -> Block:
    matching = [(wanted, rule) for wanted, rule, matches in rules if matches(block)]
    if not matching:
        return block
    wanted, rule = min(matching)  # False, to drop, comes first
    if not wanted:
        return block.as_role(Role.BOILERPLATE, f"left out by the rule {rule!r}")
    return block if block.kept else block.as_role(Role.BODY, f"kept by the rule {rule!r}")
