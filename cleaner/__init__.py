"""The article of a Chinese document: its body text in Simplified Chinese, encoding damage repaired.

- `clean(x)`: str or bytes in, the text of the article out, one paragraph a line, title first;
- `explain(x)`: the same as a `Result`: every block with its role and the reason, and what changed;
- `decode(data)`, `repair(text)`, `simplify(text)`: the verbs of single stages, for any string;
- `Pipeline`: stages with options, over one document or many.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from cleaner.document import (
    Block,
    Change,
    CleanerError,
    ConfigError,
    Document,
    Metadata,
    MissingPackageError,
    NotTextError,
    Result,
    Role,
)

if TYPE_CHECKING:
    from cleaner.pipeline import Pipeline
    from cleaner.stages.decode import Decode
    from cleaner.stages.layout import Layout
    from cleaner.stages.parse import Parse
    from cleaner.stages.repair import Repair
    from cleaner.stages.rules import Rules
    from cleaner.stages.select import Select
    from cleaner.stages.simplify import Simplify

__all__ = [
    "Block", "Change", "CleanerError", "ConfigError", "Decode", "Document", "Layout", "Metadata",
    "MissingPackageError", "NotTextError", "Parse", "Pipeline", "Repair", "Result", "Role", "Rules", "Select",
    "Simplify", "clean", "decode", "explain", "repair", "simplify",
]  # fmt: skip
__version__ = "0.1.0"
_LAZY = {
    "Pipeline": "cleaner.pipeline",
    "Decode": "cleaner.stages.decode",
    "Repair": "cleaner.stages.repair",
    "Parse": "cleaner.stages.parse",
    "Simplify": "cleaner.stages.simplify",
    "Select": "cleaner.stages.select",
    "Rules": "cleaner.stages.rules",
    "Layout": "cleaner.stages.layout",
}
"""Classes that are imported when somebody asks for them, so that `import cleaner` stays fast."""


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


@cache
def _default() -> Pipeline:
    from cleaner.pipeline import Pipeline

    return Pipeline.default()


def __getattr__(name: str) -> type:
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: type = getattr(import_module(_LAZY[name]), name)
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
