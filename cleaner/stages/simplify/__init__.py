"""Traditional to Simplified, where it is Traditional."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from cleaner.document import Block, CleanerError, Document, Metadata

if TYPE_CHECKING:
    from cleaner.stages.simplify.conversion import Dictionary


def simplify(text: str) -> str:
    """Traditional Chinese to Simplified, line by line; what is not Traditional stays as it is.

    >>> simplify("她睡著了，顯著的進步。"), simplify("乾隆年间，毕昇"), simplify("東京駅から歩いて五分")
    ('她睡着了，显著的进步。', '乾隆年间，毕昇', '東京駅から歩いて五分')
    """
    from cleaner.text.traditional_lines import traditional_lines

    _, lines = traditional_lines(text)
    return _convert(text, lines) if lines else text


@dataclass(frozen=True)
class Simplify:
    """Converts what is Traditional to Simplified, and only that.

    The metadata say what the document is in: `script`, and the counts it was told from in
    `script_evidence`, with the `region` of Traditional text (taiwan, hongkong, or mechanical: a Mainland
    text that a machine converted).

    - `to`: "keep" tells the script and leaves the text as it is.
    - `vocabulary`: "mainland" puts words of the Mainland in place of those of Taiwan or Hong Kong.
    - `protect`: words that come out as they are written here, in either script; an entry that begins with
      "@" names a file of words, one a line, read when the stage is made.
    - `quotes`: "mainland" turns 「」『』 into “”‘’ in Chinese text.
    """

    name: ClassVar[str] = "simplify"
    to: Literal["simplified", "keep"] = "simplified"
    vocabulary: Literal["keep", "mainland"] = "keep"
    protect: tuple[str, ...] = ()
    quotes: Literal["keep", "mainland"] = "keep"

    def __post_init__(self) -> None:
        # the words themselves are the option: workers need no file, and the fingerprint tells of its content
        object.__setattr__(
            self, "protect", tuple(word for entry in self.protect for word in _words(entry) if word)
        )

    def __call__(self, document: Document) -> Document:
        from cleaner.stages.simplify.regions import region
        from cleaner.text.census import is_chinese
        from cleaner.text.traditional_lines import traditional_lines

        # the title goes first, and with the document, so that it stays the line of the body that it repeats
        body = "\n".join(block.text for block in document.blocks) if document.blocks else document.text
        text = f"{document.title}\n{body}"
        census, lines = traditional_lines(text)
        script = census.name
        where = region(_chosen(text, lines)) if lines and script in ("traditional", "mixed") else ""
        dictionary: Dictionary = "t2s"
        if self.vocabulary == "mainland":
            dictionary = "hk2sp" if where == "hongkong" else "tw2sp"
            if census.neutral:  # 演算法: the words tell what the characters do not
                lines = list(range(text.count("\n") + 1))
        after = _convert(text, lines, dictionary, self.protect) if lines and self.to == "simplified" else text
        if self.quotes == "mainland" and script not in ("japanese", "korean"):
            after = "\n".join(
                line.translate(_QUOTES) if is_chinese(line) else line for line in after.split("\n")
            )

        if "script" not in document.metadata or after != text:
            evidence: dict[str, int | str] = {
                "traditional": census.traditional,
                "simplified": census.simplified,
                "kana": census.kana,
                "hangul": census.hangul,
            }
            if where:
                evidence["region"] = where
            document = document.noting(script=script, script_evidence=evidence)
            if script == "traditional" and self.to == "simplified":
                names = Metadata()
                for name in _NAMES:
                    if name in document.metadata:
                        names[name] = _convert(document.metadata[name], [0], dictionary, self.protect)
                document = document.noting(**names)
        if after == text:
            return document
        title_lines = document.title.count("\n") + 1
        *title, body = after.split("\n", title_lines)
        if not document.blocks:
            return document.replace(title="\n".join(title), text=body)
        texts = body.split("\n")
        if len(texts) > len(document.blocks):  # some have several lines
            lines_left = iter(texts)
            texts = ["\n".join(islice(lines_left, block.text.count("\n") + 1)) for block in document.blocks]
        blocks = tuple(map(Block.with_text, document.blocks, texts))
        return document.replace(title="\n".join(title), blocks=blocks)


_NAMES: tuple[Literal["author", "source", "site_name"], ...] = ("author", "source", "site_name")
"""Metadata that a page told in its own script."""


def _chosen(text: str, lines: Sequence[int]) -> str:
    if isinstance(lines, range):  # all of them
        return text
    texts = text.split("\n")
    return "\n".join(texts[i] for i in lines)


def _convert(
    text: str, lines: Sequence[int], dictionary: Dictionary = "t2s", protect: tuple[str, ...] = ()
) -> str:
    """The text with these lines converted, all in one call: that is twice as fast as one by one."""
    from cleaner.stages.simplify.conversion import simplified
    from cleaner.text.census import chinese_parts, holds_foreign

    if isinstance(lines, range):  # all of them
        return simplified(text, dictionary, protect)
    texts = text.split("\n")
    plain = [i for i in lines if not holds_foreign(texts[i])]
    if plain:
        converted = simplified("\n".join(texts[i] for i in plain), dictionary, protect).split("\n")
        for i, new in zip(plain, converted, strict=True):
            texts[i] = new
    for i in set(lines).difference(plain):
        parts = chinese_parts(texts[i])
        texts[i] = "".join(simplified(part, dictionary, protect) if ours else part for part, ours in parts)
    return "\n".join(texts)


def _words(entry: str) -> tuple[str, ...]:
    if not entry.startswith("@"):
        return (entry,)
    try:
        lines = Path(entry[1:]).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CleanerError(f"cannot read the words to protect from {entry[1:]}: {error}") from error
    return tuple(word for line in lines if (word := line.strip()))


_QUOTES = str.maketrans("「」『』﹁﹂﹃﹄", "“”‘’“”‘’")
