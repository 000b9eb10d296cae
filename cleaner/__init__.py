"""The article of a Chinese document: its body text in Simplified Chinese, encoding damage repaired.

- `clean(x)`: a page or text as str or bytes to the text of its article;
- `explain(x)`: the same as a `Result`, with the role of every block, the reason, and all changes;
- `markdown(document)`: a cleaned document as Markdown;
- `decode(data)`, `repair(text)`, `simplify(text)`: single stages, for any string;
- `Pipeline`: stages with options, for one document or many.
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
    "Simplify", "clean", "decode", "explain", "markdown", "repair", "simplify",
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
"""Public classes to the modules that define them, imported when first used: `import cleaner` stays fast."""


def clean(source: str | bytes) -> str:
    """The text of the article, one paragraph a line, title first; empty if there is no article.

    Raises `NotTextError` for bytes that are not text, `TypeError` for another type.

    >>> clean("<p>大會勝利閉幕，代表們認真履職。</p>")
    '大会胜利闭幕，代表们认真履职。'
    """
    return _default()(source).text


def explain(source: str | bytes) -> Result:
    r"""The result of cleaning, with every block and the changes of every stage.

    Never raises for its input: if a stage fails, the result has the status `failed` and the error.

    >>> result = explain("來源：某某日報\n大會完成各項議程，勝利閉幕，代表們認真履職。")
    >>> [(str(block.role), block.reason) for block in result.document.blocks]
    [('metadata', 'source, date or author'), ('body', '')]
    """
    return _default().run(source, trace=True)


def decode(data: bytes) -> str:
    """Bytes in any charset to text.

    Raises `NotTextError` for bytes that are not text.

    >>> decode("中文字符".encode("gb18030"))
    '中文字符'
    """
    from cleaner.stages.decode import decode

    return decode(data)


def markdown(document: Document) -> str:
    """The article of a document that a pipeline has cleaned, as Markdown.

    Links and images of pages are in it if `Layout` was told to keep them.

    >>> print(markdown(explain("<h1>新橋通車</h1><p>東溪新橋今日正式通車。</p>").document))
    # 新桥通车
    <BLANKLINE>
    东溪新桥今日正式通车。
    """
    from cleaner.io.markdown import markdown

    return markdown(document)


def repair(text: str) -> str:
    r"""The text with mojibake undone, entities decoded, invisible characters and injections removed.

    Line breaks are kept.

    >>> repair("ä¸\xadæ–‡å\xad—ç¬¦"), repair("中文&nbsp;字符\u200b")
    ('中文字符', '中文 字符')
    """
    from cleaner.stages.repair import repair

    return repair(text)


def simplify(text: str) -> str:
    """Traditional Chinese to Simplified; Simplified, Japanese and other text stays as it is.

    Line breaks are kept.

    >>> simplify("會議結束，乾隆年間的乾縣")
    '会议结束，乾隆年间的乾县'
    """
    from cleaner.stages.simplify import simplify

    return simplify(text)


@cache
def _default() -> Pipeline:
    from cleaner.pipeline import Pipeline

    return Pipeline.default()


if not TYPE_CHECKING:  # a type checker must not take every name for one that exists

    def __getattr__(name: str) -> type:
        if name not in _LAZY:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(_LAZY[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
