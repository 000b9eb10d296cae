"""Traditional to Simplified: OpenCC's `t2s`, and before it what `t2s` leaves or gets wrong.

Everything here takes text that is known to be Traditional; `cleaner.text.census` tells which text is. Lines
are converted independently of each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Literal

from cleaner.stages.simplify.context import decision, in_either_script, rules
from cleaner.text.traditional import variants

Converter = Callable[[str], str]
Dictionary = Literal["t2s", "tw2sp", "hk2sp"]

_YU_ACROSS_WORDS = re.compile(
    """
    於
    (?: (?=[倫伦則则單单坦敖琳])         # 位於倫|敦, 由於單|位
      | (?=[潛潜](?![縣县]))             # 由於潛|在; not 於潛縣
      | (?=穆(?![清穆]))                 # 由於穆|斯林; not 於穆清廟
      | (?=[戲戏][劇剧曲院碼码])         # 對於戲|劇; not 於戲
      | (?=清言|其一|惟一|世成|竹屋)     # 善於清|言
    )
    """,
    re.VERBOSE,
)
"""於 where `t2s` finds a name or a quotation that keeps it (於則, 於戲), across the border of two words.

Not in `context_rules.txt`, since 於 is too frequent to look at each."""

_YU_AS_SURNAME = re.compile(
    r"""
    於
    (?: (?<![\w》」”].)(?=先生|女士|小姐|太太|老[師师]|教授|[醫医]生)   # 於先生, not 由於先生
      | (?=[梨夫][華华羅罗])                                        # 於梨華, 於夫羅
      | (?<=[姓商].)(?=$|[\s，。、；的人之])                         # 姓於, 商於
      | (?<=樊.)(?=期)
    )
    """,
    re.VERBOSE | re.MULTILINE,
)
"""於 that Simplified keeps as a surname and in old names (通用规范汉字表, 2013)."""
_PARTICLE_WINDOW = 200
"""Characters each way in which the author's own 着 is looked for."""
_NONCHARACTERS = range(0xFDD0, 0xFDF0)
"""Code points that Unicode promises never to assign."""
_SURROGATES = re.compile("([\ud800-\udfff]+)")


def simplified(text: str, dictionary: Dictionary = "t2s", protect: Iterable[str] = ()) -> str:
    """Convert Traditional text to Simplified characters.

    `tw2sp` and `hk2sp` also put Mainland words in place of those of Taiwan or Hong Kong. `protect` are words
    that come out as they are written here, whichever script they were in.

    >>> simplified("她睡著了，顯著的進步。"), simplified("共同緻富，隻爭朝夕，為瞭明天")
    ('她睡着了，显著的进步。', '共同致富，只争朝夕，为了明天')
    >>> simplified("滑鼠和軟體", "tw2sp"), simplified("乾安縣的乾部", protect=["乾安县"])
    ('鼠标和软件', '乾安县的干部')
    """
    words = tuple(protect)
    if not words:
        return _simplified(text, dictionary)
    pattern, by_group = _protected(words)
    parts: list[str] = []
    end = 0
    for match in pattern.finditer(text):
        parts.append(_simplified(text[end : match.start()], dictionary))
        parts.append(by_group[match.lastgroup])
        end = match.end()
    parts.append(_simplified(text[end:], dictionary))
    return "".join(parts)


@lru_cache(maxsize=16)
def _protected(words: tuple[str, ...]) -> tuple[re.Pattern[str], dict[str | None, str]]:
    """A pattern with a group for each word, in either script and longest first; group to word."""
    longest_first = sorted(filter(None, words), key=len, reverse=True)
    by_group: dict[str | None, str] = {f"word{number}": word for number, word in enumerate(longest_first)}
    groups = [f"(?P<{name}>{in_either_script(word)})" for name, word in by_group.items()]
    return re.compile("|".join(groups) or "(?!)"), by_group


def _simplified(text: str, dictionary: Dictionary) -> str:
    """Decide by rules what OpenCC gets wrong, and let it convert the rest."""
    standard = variants()
    held = _Held(text)
    two_particles = dictionary == "t2s" and "着" in text

    def decide(match: re.Match[str]) -> str:
        character, position = match[0], match.start()
        becomes = decision(text, position)
        if becomes == "着" and two_particles and _author_distinguishes(text, position):
            becomes = None
        if becomes is None and character == "著" and dictionary != "t2s":
            becomes = "著"  # where the regional dictionaries know no better, they take it for a variant of 着
        if becomes is None:
            return standard.get(character, character)
        return held.hold(character) if becomes == character else becomes

    decided = _to_decide().sub(decide, text)
    if "於" in decided:
        decided = _YU_AS_SURNAME.sub(held.hold("於"), decided)
        decided = _YU_ACROSS_WORDS.sub("于", decided)
    return held.release(_opencc(dictionary)(decided))


@lru_cache(maxsize=1)
def _to_decide() -> re.Pattern[str]:
    """The characters that have rules, or that `t2s` leaves."""
    return re.compile(f"[{''.join([*rules(), *variants()])}]")


def _author_distinguishes(text: str, position: int) -> bool:
    """Whether the same line has at least as many 着 as 著: then its 著 are meant (as in Hong Kong)."""
    before = text[max(0, position - _PARTICLE_WINDOW) : position].rpartition("\n")[2]
    after = text[position : position + _PARTICLE_WINDOW].partition("\n")[0]
    around = before + after
    return around.count("着") >= around.count("著")


class _Held:
    """Characters that are to come through OpenCC unchanged, behind placeholders in their place."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.placeholders: dict[str, str] = {}

    def hold(self, character: str) -> str:
        """The placeholder; the character itself if the text holds the placeholder already."""
        if character not in self.placeholders:
            placeholder = _placeholders()[character]
            if placeholder in self.text:
                placeholder = character
            self.placeholders[character] = placeholder
        return self.placeholders[character]

    def release(self, converted: str) -> str:
        """The text with the characters back in their places."""
        for character, placeholder in self.placeholders.items():
            converted = converted.replace(placeholder, character)
        return converted


@lru_cache(maxsize=1)
def _placeholders() -> dict[str, str]:
    """A noncharacter, which OpenCC does not know, for each character that rules keep."""
    kept = {"著", "於"}
    for character, its_rules in rules().items():
        if any(rule.becomes == character for rule in its_rules):
            kept.add(character)
    return dict(zip(sorted(kept), map(chr, _NONCHARACTERS), strict=False))


@lru_cache(maxsize=4)
def _opencc(dictionary: Dictionary) -> Converter:
    """OpenCC's converter, made to bear lone surrogates."""
    import opencc

    convert: Converter = opencc.OpenCC(dictionary).convert

    def convert_any(text: str) -> str:
        try:
            return convert(text)
        except UnicodeEncodeError:
            pieces = _SURROGATES.split(text)  # text and surrogates by turns
            pieces[::2] = map(convert, pieces[::2])
            return "".join(pieces)

    return convert_any
