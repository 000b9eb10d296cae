"""The programming language of code on a page, as its classes and attributes tell it."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from cleaner.text.words import words

_MARKED = re.compile(
    r"(?:^|[\s_-])(?:language|lang|highlight-source|highlight-text|brush:|sourcecode|source-code)"
    r"[-:\s]+([a-z][\w+#.-]*)"
)
"""A class that says that a language follows: `language-python`, `brush: js`."""
_HIGHLIGHTED = re.compile(
    r"(?:^|\s)(?:highlight|codehilite|sourcecode|syntaxhighlighter)\s+([a-z][\w+#.-]*)(?=\s|$)"
)
_KNOWN = frozenset(words("code_languages"))
_NO_LANGUAGE = frozenset(("none", "text", "plain", "plaintext", "txt", "code", "conf", "output"))
"""Names that highlighters use for text without a language."""


def language_of(node: LexborNode, names: str) -> str:
    """The language of code in an element; empty if nothing tells it.

    `names` are the ids and classes of the element and its ancestors, nearest first.
    """
    own = own_names(node)
    code = node.css_first("code")
    inner = own_names(code) if code is not None else ""
    return language_in(f"{own} {inner}") or _marked(names) or _beside_highlight(names)


def own_names(node: LexborNode) -> str:
    """Classes, id and language attributes of an element, in lower case."""
    attributes = node.attributes
    names = [attributes.get(key) or "" for key in ("class", "id")]
    for key in ("data-lang", "data-language", "lang"):
        value = (attributes.get(key) or "").lower()
        if value in _KNOWN:
            names.append(f"language-{value}")
    return " ".join(filter(None, names)).lower()


def language_in(names: str) -> str:
    """The language that the classes of an element tell; empty if none does.

    >>> language_in("prism language-python"), language_in("highlight go"), language_in("content_views")
    ('python', 'go', '')
    """
    marked = _marked(names)
    if marked:
        return marked
    return next((name for name in names.split() if name in _KNOWN and name not in _NO_LANGUAGE), "")


def _beside_highlight(names: str) -> str:
    """The language in the classes of a highlighter around the code: `highlight python`."""
    found = _HIGHLIGHTED.search(names)
    return found[1] if found and found[1] in _KNOWN - _NO_LANGUAGE else ""


def _marked(names: str) -> str:
    for match in _MARKED.finditer(names):
        language = match[1].strip(".-")
        if language in _KNOWN and language not in _NO_LANGUAGE:
            return language
    return ""
