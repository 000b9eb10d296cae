"""Rules that a user writes about blocks and sites: `re:` and `css:` patterns, domains, folders."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

from cleaner.document import Block, ConfigError

Matcher = Callable[[Block], bool]

COMPOUND = re.compile(r"(?P<tag>[\w-]+|\*)?(?P<names>(?:[#.][\w-]+)*)")


def matcher(rule: str) -> Matcher:
    """The test that a rule stands for; raises `ConfigError` for a rule that cannot be read.

    `re:PATTERN` looks for a regular expression in the text of a block; `css:SELECTOR` asks whether
    the block stands in an element that the selector finds. A selector is that part of CSS which
    asks about an element and its ancestors: `tag`, `#id`, `.class`, these joined (`div.text`), one
    inside another (`#main p`), directly inside (`#main > p`), and lists (`h1, #text`).

    >>> matcher("re:^本文来源")(Block("本文来源：某某网"))
    True
    >>> matcher("css:#main p")(Block("好", hints="p div#main.wide body"))
    True
    """
    kind, _, pattern = rule.partition(":")
    if kind == "re":
        try:
            search = re.compile(pattern).search
        except re.error as error:
            raise ConfigError(f"the rule {rule!r} is no regular expression: {error}") from error
        return lambda block: search(block.text) is not None
    if kind == "css":
        selectors = [_selector(rule, part) for part in pattern.lower().split(",")]
        return lambda block: any(_found(s, block.hints.split()) for s in selectors)
    raise ConfigError(f"the rule {rule!r} must begin with 're:' (a pattern) or 'css:' (a selector)")


def is_of_site(pattern: str, *, id: str, url: str = "") -> bool:
    """Whether a document with that id (its path or address) and address is of the site.

    A pattern without a slash is a domain, looked for in the address and, as crawlers make folders
    of domains, among the folders of the path; `*.example.cn` covers `example.cn` too. A pattern
    with a slash is a path, `*` standing for anything.

    >>> is_of_site("*.example.cn", id="https://news.example.cn/a.html")
    True
    >>> is_of_site("old/2003/", id="/data/old/2003/12/a.html")
    True
    """
    pattern, id = pattern.lower(), id.lower().replace("\\", "/")
    if "/" in pattern:
        path = pattern.rstrip("*").rstrip("/") + "/*" if pattern.endswith(("/", "/*")) else pattern
        return fnmatchcase(id, path) or fnmatchcase(id, f"*/{path}")
    hosts = [_host(url.lower()), _host(id), *id.split("/")[:-1]]
    return any(fnmatchcase(host, pattern) or f"*.{host}" == pattern for host in hosts if host)


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


Compound = tuple[str, frozenset[str], bool]
"""The tag ("" for any), the `#ids` and `.classes`, and whether the next one is directly inside."""


def _selector(rule: str, text: str) -> list[Compound]:
    compounds: list[Compound] = []
    for word in text.replace(">", " > ").split():
        found = COMPOUND.fullmatch(word)
        if word == ">" and compounds and not compounds[-1][2]:
            compounds[-1] = (*compounds[-1][:2], True)
        elif found and word:
            tag = found["tag"] or ""
            names = frozenset(re.findall(r"[#.][\w-]+", found["names"]))
            compounds.append(("" if tag == "*" else tag, names, False))
        else:
            compounds = []
            break
    if not compounds or compounds[-1][2]:
        raise ConfigError(
            f"the selector of the rule {rule!r} cannot be read: a selector is made of tag, #id, "
            f".class, descendants ('#main p'), '>' and ','"
        )
    return compounds


def _found(selector: Sequence[Compound], path: Sequence[str]) -> bool:
    """Whether an element of the path (nearest first) is one that the selector finds."""
    return any(_at(selector, path, start) for start in range(len(path)))


def _at(selector: Sequence[Compound], path: Sequence[str], place: int) -> bool:
    """Whether the selector's last compound fits the element there, and the others its ancestors."""
    *outer, (tag, names, _) = selector
    here, *marks = re.split(r"(?=[#.])", path[place])
    if (tag and tag != here) or not names <= set(marks):
        return False
    if not outer:
        return True
    above = range(place + 1, len(path))
    return any(_at(outer, path, i) for i in (above[:1] if outer[-1][2] else above))
