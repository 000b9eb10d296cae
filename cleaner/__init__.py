"""cleaner: the body text of Chinese documents, in Simplified Chinese, its damage repaired.

    clean(x)      str | bytes -> str: the article, one paragraph a line, title first
    explain(x)    str | bytes -> Result: the document with every block, its role and the reason
    decode(data)  bytes -> str      the verbs of single stages,
    repair(text)  str -> str        usable on any string, line breaks kept
    simplify(text) str -> str

`Pipeline` puts stages together, with options, over many documents.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from cleaner.document import Block, Change, CleanerError, Document, NotTextError, Result, Role

if TYPE_CHECKING:
    from cleaner.pipeline import Pipeline

__all__ = [
    "Block", "Change", "CleanerError", "Document", "NotTextError", "Pipeline", "Result", "Role",
    "clean", "decode", "explain", "repair", "simplify",
]  # fmt: skip
__version__ = "0.1.0"


def clean(source: str | bytes) -> str:
    """The article's text, one paragraph a line, title first; empty when there is no article.

    Raises `NotTextError` for bytes that are not text.

    >>> clean("<p>大會勝利閉幕，代表們認真履職。</p>")
    '大会胜利闭幕，代表们认真履职。'
    """
    return _default()(source).text


def explain(source: str | bytes) -> Result:
    """What became of every block, and what each stage changed; never raises for its input."""
    return _default().run(source, trace=True)


def decode(data: bytes) -> str:
    """Bytes to text, whatever the charset; raises `NotTextError` for bytes that are not text.

    >>> decode("中文字符".encode("gb18030"))
    '中文字符'
    """
    from cleaner.stages.decode import decode

    return decode(data)


def repair(text: str) -> str:
    """Text with mojibake, entities, invisible characters and injected annotations undone."""
    from cleaner.stages.repair import repair

    return repair(text)


def simplify(text: str) -> str:
    """Traditional Chinese to Simplified; Simplified, Japanese and other text stays as it is."""
    from cleaner.stages.simplify import simplify

    return simplify(text)


@lru_cache(maxsize=1)
def _default() -> Pipeline:
    from cleaner.pipeline import Pipeline

    return Pipeline.default()


def __getattr__(name: str) -> type:
    if name == "Pipeline":  # kept out of the import of the package, which stays quick
        from cleaner.pipeline import Pipeline

        return Pipeline
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
