"""Simplify: convert Traditional Chinese to Simplified, where it is Traditional.

`traditional_lines` tells which lines are Traditional, `regions` where they come from; `conversion` converts
them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from cleaner.document import Block, CleanerError, Document, Metadata

if TYPE_CHECKING:
    from cleaner.stages.simplify.conversion import Dictionary
    from cleaner.stages.simplify.regions import Region
    from cleaner.text.census import Census


def simplify(text: str) -> str:
    """Convert the Traditional lines of a text to Simplified; the others stay as they are.

    >>> simplify("她睡著了，顯著的進步。"), simplify("乾隆年间，毕昇"), simplify("東京駅から歩いて五分")
    ('她睡着了，显著的进步。', '乾隆年间，毕昇', '東京駅から歩いて五分')
    """
    from cleaner.stages.simplify.traditional_lines import traditional_lines

    _, lines = traditional_lines(text)
    return _convert(text, lines)


@dataclass(frozen=True)
class Simplify:
    """Convert what is Traditional to Simplified, and only that.

    Notes `script` and, in `script_evidence`, the counts it was told from, with the `region` of Traditional
    text: taiwan, hongkong, or mechanical (a Mainland text that a machine converted).

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
        # the words themselves are the option: workers need no file, and the fingerprint covers its content
        words: list[str] = []
        for entry in self.protect:
            if entry.startswith("@"):
                words += _read_words(entry[1:])
            else:
                words.append(entry)
        object.__setattr__(self, "protect", tuple(filter(None, words)))

    def __call__(self, document: Document) -> Document:
        """The document in Simplified characters; itself if its script is noted and nothing changes."""
        from cleaner.stages.simplify.traditional_lines import traditional_lines

        text = _lines_of(document)
        census, lines = traditional_lines(text)
        if "mangled" in document.metadata.get("damage", {}):
            lines = _without_mangled(text, lines)
        origin = _region(census, text, lines)
        dictionary = self._dictionary(origin)

        converted = text
        if self.to == "simplified":
            if census.neutral and self.vocabulary == "mainland":
                lines = list(range(text.count("\n") + 1))  # 演算法: the words tell what the characters do not
            converted = _convert(text, lines, dictionary, self.protect)
        if self.quotes == "mainland" and census.name not in ("japanese", "korean"):
            converted = _with_mainland_quotes(converted)

        if "script" not in document.metadata or converted != text:
            document = _noting_script(document, census, origin)
        if self.to == "simplified":
            document = self._with_facts_converted(document, census, dictionary)
        if converted == text:
            return document
        return _with_lines(document, converted)

    def _dictionary(self, origin: Region) -> Dictionary:
        """The dictionary of OpenCC for text of a region."""
        if self.vocabulary == "keep":
            return "t2s"
        return "hk2sp" if origin == "hongkong" else "tw2sp"

    def _with_facts_converted(self, document: Document, census: Census, dictionary: Dictionary) -> Document:
        """The document with the facts in its metadata converted, which may be in another script than it."""
        from cleaner.text.traditional import traditional_characters

        facts = Metadata()
        for name in _FACTS:
            value = document.metadata.get(name)
            if not value:
                continue
            shows_it = not census.foreign and not traditional_characters().isdisjoint(value)
            if shows_it or census.name == "traditional":
                converted = _convert(value, [0], dictionary, self.protect)
                if converted != value:
                    facts[name] = converted
        return document.noting(**facts)


_FACTS: tuple[Literal["author", "source", "site_name"], ...] = ("author", "source", "site_name")
"""What the metadata tells in words."""
_MAINLAND_QUOTES = str.maketrans("「」『』﹁﹂﹃﹄", "“”‘’“”‘’")


def _read_words(path: str) -> list[str]:
    """The words of a file, one a line."""
    try:
        lines = Path(path).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CleanerError(f"cannot read the words to protect from {path}: {error}") from error
    return [line.strip() for line in lines]


def _lines_of(document: Document) -> str:
    """The title and the text of a document, which are judged and converted together.

    So the title remains equal to the line of the body that it repeats.
    """
    texts = [block.text for block in document.blocks] or [document.text]
    return "\n".join([document.title, *texts])


def _with_lines(document: Document, lines: str) -> Document:
    """The document with other lines in place of what `_lines_of` gave."""
    title_lines = document.title.count("\n") + 1
    *head, body = lines.split("\n", title_lines)
    title = "\n".join(head)
    if not document.blocks:
        return document.replace(title=title, text=body)
    texts = _texts_of_blocks(body.split("\n"), document.blocks)
    blocks = tuple(map(Block.with_text, document.blocks, texts))
    return document.replace(title=title, blocks=blocks)


def _texts_of_blocks(lines: list[str], blocks: Sequence[Block]) -> list[str]:
    """The lines of each block, joined."""
    if len(lines) == len(blocks):
        return lines
    remaining = iter(lines)
    return ["\n".join(islice(remaining, block.text.count("\n") + 1)) for block in blocks]


def _without_mangled(text: str, lines: Sequence[int]) -> Sequence[int]:
    """The lines but for those of damaged text, which would no longer be told as such."""
    from cleaner.text.lost import is_mangled

    texts = text.split("\n")
    return [line for line in lines if not is_mangled(texts[line])]


def _region(census: Census, text: str, lines: Sequence[int]) -> Region:
    """The region of the Traditional lines of a document; empty if nothing tells."""
    from cleaner.stages.simplify.regions import region

    if not lines or census.name not in ("traditional", "mixed"):
        return ""
    if isinstance(lines, range):  # all of them
        return region(text)
    texts = text.split("\n")
    return region("\n".join(texts[line] for line in lines))


def _noting_script(document: Document, census: Census, origin: Region) -> Document:
    """The document with its script in the metadata."""
    evidence: dict[str, int | str] = {
        "traditional": census.traditional,
        "simplified": census.simplified,
        "kana": census.kana,
        "hangul": census.hangul,
    }
    if origin:
        evidence["region"] = origin
    return document.noting(script=census.name, script_evidence=evidence)


def _convert(
    text: str, lines: Sequence[int], dictionary: Dictionary = "t2s", protect: tuple[str, ...] = ()
) -> str:
    """The text with these lines converted, all in one call: that is twice as fast as one by one."""
    if not lines:
        return text

    from cleaner.stages.simplify.conversion import simplified
    from cleaner.text.census import holds_foreign

    if isinstance(lines, range):  # all of them
        return simplified(text, dictionary, protect)
    texts = text.split("\n")
    plain = [line for line in lines if not holds_foreign(texts[line])]
    if plain:
        converted = simplified("\n".join(texts[line] for line in plain), dictionary, protect)
        for line, new in zip(plain, converted.split("\n"), strict=True):
            texts[line] = new
    for line in set(lines).difference(plain):
        texts[line] = _convert_around_foreign(texts[line], dictionary, protect)
    return "\n".join(texts)


def _convert_around_foreign(line: str, dictionary: Dictionary, protect: tuple[str, ...]) -> str:
    """A line with kana or hangul, converted but for the parts that are Japanese or Korean."""
    from cleaner.stages.simplify.conversion import simplified
    from cleaner.text.census import chinese_parts

    parts: list[str] = []
    for part, chinese in chinese_parts(line):
        parts.append(simplified(part, dictionary, protect) if chinese else part)
    return "".join(parts)


def _with_mainland_quotes(text: str) -> str:
    """The text with “”‘’ for 「」『』 in lines that are Chinese."""
    from cleaner.text.census import is_chinese

    lines = text.split("\n")
    return "\n".join(line.translate(_MAINLAND_QUOTES) if is_chinese(line) else line for line in lines)
