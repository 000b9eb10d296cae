"""Documents to begin with: invented, with the damage that is met most often."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

from cleaner.document import Document


@dataclass(frozen=True)
class Example:
    """A document that the page offers; `text` is what it shows as pasted, empty for a file."""

    label: str
    document: Document
    text: str = ""


def _text(name: str) -> str:
    return (files(__name__) / name).read_text(encoding="utf-8")


def _pasted(label: str, name: str) -> Example:
    text = _text(name)
    return Example(label, Document(text), text)


EXAMPLES = {
    "news": _pasted("Dirty news text", "news.txt"),
    "hacked": _pasted("Hacked page", "hacked.txt"),
    "gbk": Example("GBK page", Document(data=_text("page.txt").encode("gb18030"), id="page.html")),
}
"""The examples by name. The page is stored in UTF-8 and is in GBK when it is cleaned."""
