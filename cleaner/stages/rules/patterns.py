"""Rules that a user writes: `re:` and `css:` patterns for blocks, domains and folders for sites."""

from __future__ import annotations

import re
from collections.abc import Callable
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

from cleaner.document import Block, ConfigError, Document

Rule = Callable[[Document], Callable[[Block], bool]]
"""For a document, the test of its blocks."""


def rule(text: str) -> Rule:
    """The rule that a text stands for; raises `ConfigError` for one that cannot be read.

    `re:PATTERN` looks for a regular expression in the text of a block. `css:SELECTOR` asks whether
    the block of a web page stands in a block-level element that the selector finds.

    >>> rule("re:^本文来源")(Document())(Block("本文来源：某某网"))
    True
    """
    kind, _, pattern = text.partition(":")
    if kind == "re":
        try:
            search = re.compile(pattern).search
        except re.error as error:
            raise ConfigError(f"the rule {text!r} is no regular expression: {error}") from error
        return lambda document: lambda block: search(block.text) is not None
    if kind == "css":
        from cleaner.stages.parse.selectors import elements_inside

        try:
            elements_inside("", pattern)
        except ValueError as error:
            raise ConfigError(f"the rule {text!r} is no CSS selector") from error

        def inside(document: Document) -> Callable[[Block], bool]:
            if document.metadata.get("kind") != "page":
                return lambda block: False
            elements = elements_inside(document.text, pattern)
            return lambda block: not elements.isdisjoint(block.path)

        return inside
    raise ConfigError(f"the rule {text!r} must begin with 're:' (a pattern) or 'css:' (a selector)")


def is_of_site(pattern: str, place: str, url: str = "") -> bool:
    """Whether a document that lies there (a path or an address), or came from that address, is of
    the site.

    A pattern without a slash is a domain, looked for in the addresses and, as crawlers make folders
    of domains, among the folders of the path; `*.example.cn` covers `example.cn` too. A pattern
    with a slash is a path, `*` standing for anything.

    >>> is_of_site("*.example.cn", "https://news.example.cn/a.html")
    True
    >>> is_of_site("old/2003/", "/data/old/2003/12/a.html")
    True
    """
    pattern, place = pattern.lower(), place.lower().replace("\\", "/")
    if "/" in pattern:
        path = pattern + "*" if pattern.endswith("/") else pattern
        return fnmatchcase(place, path) or fnmatchcase(place, f"*/{path}")
    hosts = [_host(url.lower()), _host(place), *place.split("/")[:-1]]
    return any(fnmatchcase(host, pattern) or f"*.{host}" == pattern for host in hosts if host)


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
