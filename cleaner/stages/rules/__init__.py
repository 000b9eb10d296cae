"""Lines and elements that the user always keeps or always drops.

A stage of its own, behind `select`, so that the user's rules have the last word and are told apart
from what the cleaner decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar, NamedTuple

from cleaner.document import Block, ConfigError, Document, Role
from cleaner.stages.rules.patterns import BlockTest, Rule, is_of_site, rule


@dataclass(frozen=True)
class Site:
    """Rules for the documents of one domain (`*.example.cn`) or folder (`old/2003/`).

    - `match`: the domain or folder, as `is_of_site` reads it;
    - `keep`, `drop`: rules, as in `Rules`.
    """

    match: str
    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.match.strip():
            raise ConfigError("the match of a site is empty: write a domain, a folder, or '*'")
        _take_lists(self)


@dataclass(frozen=True)
class Rules:
    """Give the blocks that a rule matches the role the user wants, whatever was decided before.

    Where `keep` and `drop` both match, `drop` wins, so that a line inside a kept element can be left
    out. A rule that cannot be read raises `ConfigError` when the stage is made.

    - `keep`, `drop`: rules (`re:^本文来源`, `css:#article`) for all documents;
    - `sites`: rules for some of them.
    """

    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    sites: tuple[Site, ...] = ()

    name: ClassVar[str] = "rules"

    def __post_init__(self) -> None:
        _take_lists(self)
        object.__setattr__(self, "sites", tuple(self.sites))

    def __call__(self, document: Document) -> Document:
        """The document with the roles that the rules give."""
        tests: list[tuple[_Order, BlockTest]] = []
        for owner in self._owners(document):
            tests += [(order, order.rule(document)) for order in _orders(owner.keep, owner.drop)]
        if not tests:
            return document
        blocks = tuple(_ruled(block, tests) for block in document.blocks)
        if not any(new is not old for new, old in zip(blocks, document.blocks, strict=True)):
            return document
        if not any(block.kept for block in blocks):
            document = document.noting(reason="every block is left out by rules")
        return document.replace(blocks=blocks)

    def _owners(self, document: Document) -> Iterator[Rules | Site]:
        """Whose rules apply to a document: this stage's, then those of matching sites."""
        yield self
        place = str(document.metadata.get("origin") or document.id)
        url = str(document.metadata.get("url") or "")
        for site in self.sites:
            if is_of_site(site.match, place, url):
                yield site


def _take_lists(owner: Rules | Site) -> None:
    """Make tuples of `keep` and `drop`, and of a rule alone; raise `ConfigError` for what is no rule."""
    for name in ("keep", "drop"):
        rules = getattr(owner, name)
        object.__setattr__(owner, name, (rules,) if isinstance(rules, str) else tuple(rules))
    _orders(owner.keep, owner.drop)


class _Order(NamedTuple):
    """A rule, as it was written and as a function, and whether it keeps or drops."""

    keep: bool
    text: str
    rule: Rule


@lru_cache(maxsize=256)
def _orders(keep: tuple[str, ...], drop: tuple[str, ...]) -> tuple[_Order, ...]:
    dropping = [_Order(False, text, rule(text)) for text in drop]
    keeping = [_Order(True, text, rule(text)) for text in keep]
    return (*dropping, *keeping)


def _ruled(block: Block, tests: Sequence[tuple[_Order, BlockTest]]) -> Block:
    """The block with the role that the rules give it, if one matches."""
    matching = [(order.keep, order.text) for order, test in tests if test(block)]
    if not matching:
        return block
    keep, text = min(matching)  # drop comes before keep
    if not keep:
        return block.as_role(Role.BOILERPLATE, f"left out by the rule {text!r}")
    return block if block.kept else block.as_role(Role.BODY, f"kept by the rule {text!r}")
