"""The article of a Chinese document: its body text in Simplified Chinese, encoding damage repaired.

- `clean(x)`: a page or text as str or bytes to the text of its article;
- `explain(x)`: the same as a `Result`, with the role of every block, the reason, and all changes;
- `markdown(document)`: a cleaned document as Markdown;
- `decode(data)`, `repair(text)`, `simplify(text)`: single stages, for any string;
- `Pipeline`: stages with options, for one document, many, or a table;
- `Decode`, `Repair`, `Parse`, `Simplify`, `Select`, `Rules` with `Site`, `Layout`: the stages;
- `Document`, `Block`, `Role`, `Metadata`, `Change`: what a stage is given and returns;
- `Source`, `Stage`: types of what can be cleaned, and of what cleans it;
- `CleanerError`, with `ConfigError`, `NotTextError` and `MissingPackageError`: the errors.

`help(cleaner.Pipeline)`, say, tells more, and so does `cleaner guide python` on the command line.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from types import UnionType
from typing import TYPE_CHECKING

from cleaner.document import Block as Block
from cleaner.document import Change as Change
from cleaner.document import CleanerError as CleanerError
from cleaner.document import ConfigError as ConfigError
from cleaner.document import Document as Document
from cleaner.document import Metadata as Metadata
from cleaner.document import MissingPackageError as MissingPackageError
from cleaner.document import NotTextError as NotTextError
from cleaner.document import Result as Result
from cleaner.document import Role as Role
from cleaner.document import Source as Source

if TYPE_CHECKING:
    from cleaner.pipeline import Pipeline as Pipeline
    from cleaner.registry import Stage as Stage
    from cleaner.stages.decode import Decode as Decode
    from cleaner.stages.layout import Layout as Layout
    from cleaner.stages.parse import Parse as Parse
    from cleaner.stages.repair import Repair as Repair
    from cleaner.stages.rules import Rules as Rules
    from cleaner.stages.rules import Site as Site
    from cleaner.stages.select import Select as Select
    from cleaner.stages.simplify import Simplify as Simplify

__version__ = "0.1.0"
_LAZY = {
    "Pipeline": "cleaner.pipeline",
    "Stage": "cleaner.registry",
    "Decode": "cleaner.stages.decode",
    "Repair": "cleaner.stages.repair",
    "Parse": "cleaner.stages.parse",
    "Simplify": "cleaner.stages.simplify",
    "Select": "cleaner.stages.select",
    "Rules": "cleaner.stages.rules",
    "Site": "cleaner.stages.rules",
    "Layout": "cleaner.stages.layout",
}
"""Public classes to the modules that define them, imported when first used: `import cleaner` stays fast."""
_PUBLIC = (
    "Block", "Change", "CleanerError", "ConfigError", "Document", "Metadata", "MissingPackageError",
    "NotTextError", "Result", "Role", "Source", "clean", "decode", "explain", "markdown",
    "repair", "simplify", *_LAZY,
)  # fmt: skip
"""The public names. With an `__all__`, `help(cleaner)` would print every class in full, 1,900 lines."""


def clean(source: Source, *, url: str = "", title: bool = True) -> str:
    """The text of the article, one paragraph a line, title first; empty if there is no article.

    - `url`: the address of the document, which stages find in its metadata;
    - `title`: whether the title is part of the text.

    Raises `NotTextError` for bytes that are not text, `TypeError` for another type.

    >>> clean("<p>大會勝利閉幕，代表們認真履職。</p>")
    '大会胜利闭幕，代表们认真履职。'
    """
    return _default(title)(source, url=url).text


def explain(source: Source, *, url: str = "") -> Result:
    r"""The result of cleaning, with every block and the changes of every stage.

    Never raises for its input: if a stage fails, the result has the status `failed` and the error.

    >>> result = explain("來源：某某日報\n大會完成各項議程，勝利閉幕，代表們認真履職。")
    >>> [(str(block.role), block.reason) for block in result.document.blocks]
    [('metadata', 'source, date or author'), ('body', '')]
    """
    return _default().run(source, url=url, trace=True)


def decode(data: bytes) -> str:
    """Bytes in any charset to text.

    Raises `NotTextError` for bytes that are not text, `TypeError` for another type.

    >>> decode("中文字符".encode("gb18030"))
    '中文字符'
    """
    _check_type(data, bytes | bytearray | memoryview)
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
    _check_type(text, str)
    from cleaner.stages.repair import repair

    return repair(text)


def simplify(text: str) -> str:
    """Traditional Chinese to Simplified; Simplified, Japanese and other text stays as it is.

    Line breaks are kept.

    >>> simplify("會議結束，乾隆年間的乾縣")
    '会议结束，乾隆年间的乾县'
    """
    _check_type(text, str)
    from cleaner.stages.simplify import simplify

    return simplify(text)


def _check_type(value: object, kind: type | UnionType) -> None:
    """Raise `TypeError` for a value of another type."""
    if not isinstance(value, kind):
        wanted = "str" if kind is str else "bytes"
        raise TypeError(f"{value!r:.40} is not {wanted}")


@cache
def _default(title: bool = True) -> Pipeline:
    from cleaner.pipeline import Pipeline

    return Pipeline.default(**{"layout.title": title})


if not TYPE_CHECKING:  # a type checker must not take every name for one that exists

    def __getattr__(name: str) -> type:
        if name not in _LAZY:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(_LAZY[name]), name)


def __dir__() -> list[str]:
    return sorted(_PUBLIC)
