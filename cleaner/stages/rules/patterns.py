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
_SCHEME = re.compile(r"^(?:[a-z][a-z0-9+]*:)?//")
_DOMAIN = re.compile(r"(?:www\.)?([^/]+?)(?::\d+)?(?:/\**)?")
"""A domain, also as a browser shows it or with what stands for all of its pages."""


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

    A pattern without a slash inside is a domain. It is compared with the hosts of both addresses and with
    the folders of the path, because crawlers make folders of domains. `*.example.cn` covers
    `example.cn` too, and so does `.example.cn`. A pattern with a slash inside is a path or the beginning
    of an address, in which `*` stands for anything. `https://`, `www.`, a port, and a slash at the end of a
    domain make no difference.

    >>> is_of_site("*.example.cn", "https://news.example.cn/a.html")
    True
    >>> is_of_site("old/2003/", "/data/old/2003/12/a.html")
    True
    >>> is_of_site("https://example.cn/news/", "1", url="http://www.example.cn/news/2021/a.html")
    True
    """
    pattern = _SCHEME.sub("", pattern.lower().strip())
    place = place.lower().replace("\\", "/")
    domain = _DOMAIN.fullmatch(pattern)
    if domain is None:
        return any(_is_below(pattern, _SCHEME.sub("", address)) for address in (place, url.lower()))
    name = f"*{domain[1]}" if domain[1].startswith(".") else domain[1]
    hosts = [_host(url.lower()), _host(place), *place.split("/")[:-1]]
    return any(_is_host(name, host.removeprefix("www.")) for host in hosts if host)


def _is_below(path: str, place: str) -> bool:
    """Whether a path or an address without its scheme is that of a pattern, or lies in its folder."""
    path = f"{path}*" if path.endswith("/") else path
    if fnmatchcase(place, path) or fnmatchcase(place, f"*/{path}"):
        return True
    return fnmatchcase(place.removeprefix("www."), path.removeprefix("www."))


def _is_host(pattern: str, host: str) -> bool:
    return fnmatchcase(host, pattern) or f"*.{host}" == pattern


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
