"""Rules that a user writes: `re:` and `css:` patterns for blocks, domains and folders for sites."""

from __future__ import annotations

import re
from collections.abc import Callable
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

from cleaner.document import Block, ConfigError, Document

BlockTest = Callable[[Block], bool]
"""Whether a rule matches a block."""
Rule = Callable[[Document], BlockTest]
"""Makes the test for the blocks of a document."""
_DOMAIN = re.compile(r"^(?:https?://)?([^/]+)/?$")
"""A domain, also as a browser shows it."""


def rule(text: str) -> Rule:
    """Read a rule; raise `ConfigError` if it cannot be read.

    - `re:PATTERN` searches the text of a block for a regular expression.
    - `css:SELECTOR` finds block-level elements of a web page; it matches the blocks inside them.

    >>> rule("re:^本文来源")(Document())(Block("本文来源：某某网"))
    True
    """
    kind, _, pattern = text.partition(":")
    if kind == "re":
        return _text_rule(text, pattern)
    if kind == "css":
        return _element_rule(text, pattern)
    raise ConfigError(f"the rule {text!r} must begin with 're:' (a pattern) or 'css:' (a selector)")


def is_of_site(pattern: str, place: str, url: str = "") -> bool:
    """Whether a document belongs to the site that a pattern describes.

    `place` is where the document lies (a path or an address), `url` the address it came from.

    A pattern without a slash is a domain. It is compared with the hosts of both addresses and with
    the folders of the path, because crawlers make folders of domains. `*.example.cn` covers
    `example.cn` too. A pattern with a slash is a path, in which `*` stands for anything. `http://` before
    a domain and a slash behind it make no difference.

    >>> is_of_site("*.example.cn", "https://news.example.cn/a.html")
    True
    >>> is_of_site("old/2003/", "/data/old/2003/12/a.html")
    True
    """
    pattern, place = _DOMAIN.sub(r"\1", pattern.lower().strip()), place.lower().replace("\\", "/")
    if "/" in pattern:
        path = pattern + "*" if pattern.endswith("/") else pattern
        return fnmatchcase(place, path) or fnmatchcase(place, f"*/{path}")
    hosts = [_host(url.lower()), _host(place), *place.split("/")[:-1]]
    return any(fnmatchcase(host, pattern) or f"*.{host}" == pattern for host in hosts if host)


def _text_rule(text: str, pattern: str) -> Rule:
    try:
        search = re.compile(pattern).search
    except re.error as error:
        raise ConfigError(f"the rule {text!r} is not a regular expression: {error}") from error
    return lambda document: lambda block: search(block.text) is not None


def _element_rule(text: str, selector: str) -> Rule:
    from cleaner.stages.parse.selectors import elements_inside

    try:
        elements_inside("", selector)
    except ValueError as error:
        raise ConfigError(f"the rule {text!r} is not a CSS selector") from error

    def test_of(document: Document) -> BlockTest:
        if document.metadata.get("kind") != "page":
            return lambda block: False
        elements = elements_inside(document.text, selector)
        return lambda block: not elements.isdisjoint(block.path)

    return test_of


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
