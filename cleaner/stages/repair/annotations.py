"""Readings in brackets that hacked pages carry behind their characters: `報(bào)告進(jìn)行`.

They are injected to make a copied text look new, and told from real glosses by what they sit on:
densely, on the commonest characters, in Traditional text, always with the same reading. A real
gloss (`烏蘞(liǎn)莓`) explains a rare character; a lesson shows the readings that one character has,
or glosses nearly every character, or spells pinyin outside brackets too.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict

from cleaner.stages.repair.injections import single_commas
from cleaner.stages.repair.signs import BRACKET, matches, places
from cleaner.text.census import census_of
from cleaner.text.characters import HAN
from cleaner.text.plausibility import characters_within
from cleaner.text.traditional import simplified_forms

COMMON = 16
"""Bits of surprisal up to which a character needs no gloss: some 3,500 characters of both scripts.
Every gloss of the hacked pages that this was measured on sits on a character of 15 bits or less."""
RARE = 20
"""Bits from which on a character needs its gloss even in a text where others were injected: 簠(fǔ)."""
LEAST, LEAST_TONELESS = 2, 6
"""Glosses that are enough in a short text. Without tones they may be English words: 他(he)."""
DENSITY, DENSITY_OF_MANY, MANY = 0.02, 0.01, 6
"""Glosses for each Han character: hacked pages have 0.05 to 0.25, other texts below 0.005."""
LESSON = 0.7
"""From this density on nearly every character is glossed, which only lessons do."""


_LETTERS = "a-zāáǎàōóǒòēéěèêīíǐìūúǔùǖǘǚǜüńňǹḿɑɡ"
_READING = rf"(?:[{_LETTERS}]{{1,6}}[1-5]?|[\u3105-\u312f]{{1,3}}[ˊˇˋ˙]?|˙[\u3105-\u312f]{{1,3}})"
_INSIDE = rf"\s?{_READING}(?:[ ,/、]{{1,2}}{_READING}){{0,2}}\s?[)）\]]"
_GLOSS = re.compile(rf"[(（\[](?<=[{HAN}].){_INSIDE}(?:[(（\[]{_INSIDE})*", re.IGNORECASE)
_DOUBLED = re.compile(r"[)）\]].")
"""Nobody glosses a character twice."""
_FIRST = re.compile(_READING, re.IGNORECASE)
_SYLLABLE = re.compile(
    r"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uan|uai|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|uo|ui|ue|ve|er|[aoeiuv])"
    r"|ng|hng|[mn]"
)
_ACCENT = re.compile("[āáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜ]")
_TONED = re.compile("[āáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜ\u3105-\u312f1-4]")


def remove_annotations(text: str) -> str:
    """The text without injected readings (pinyin with or without tones, zhuyin), where what is in
    the text as a whole says that they were injected; otherwise the same object. Doubled commas
    come with them and go with them.

    >>> remove_annotations("會議聽取了報(bào)告，進(jìn)行了討論(lùn )(lùn )。")
    '會議聽取了報告，進行了討論。'
    >>> remove_annotations("烏蘞(liǎn)莓，又名虎葛；“好(hào)逸惡(wù)勞”的“好(hào)”不讀好(hǎo)。")
    '烏蘞(liǎn)莓，又名虎葛；“好(hào)逸惡(wù)勞”的“好(hào)”不讀好(hǎo)。'
    """
    brackets = (place for place in places(text, BRACKET) if not _is_han(text[place + 1 : place + 2]))
    glosses = [match for match in matches(_GLOSS, text, brackets) if _is_reading(_reading(match))]
    if len(glosses) < LEAST or not _are_injected(text, glosses):
        return text
    known, forms = characters_within(RARE), simplified_forms()
    parts, end = [], 0
    for match in glosses:
        character = text[match.start() - 1]
        if character in known or forms.get(character) in known or _DOUBLED.search(match.group()):
            parts.append(text[end : match.start()])
            end = match.end()
    return single_commas("".join(parts) + text[end:])


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"


def _reading(gloss: re.Match[str]) -> str:
    return str(_FIRST.findall(gloss.group())[0]).lower()


def _is_reading(reading: str) -> bool:
    return "\u3105" <= reading.strip("˙")[0] <= "\u312f" or bool(_SYLLABLE.fullmatch(_toneless(reading)))


def _toneless(reading: str) -> str:
    """
    >>> _toneless("lǜ"), _toneless("ɡuó"), _toneless("hui4")
    ('lv', 'guo', 'hui')
    """
    plain = reading.translate({0x251: "a", 0x261: "g", 0xFC: "v"}).rstrip("12345")
    letters = unicodedata.normalize("NFD", plain).replace("u\u0308", "v")
    return "".join(letter for letter in letters if letter.isalpha())


def _are_injected(text: str, glosses: list[re.Match[str]]) -> bool:
    census = census_of(text)
    least = DENSITY if len(glosses) < MANY else DENSITY_OF_MANY
    if not least * census.han <= len(glosses) <= LESSON * census.han or census.name == "simplified":
        return False
    toned = sum(bool(_TONED.search(match.group())) for match in glosses)
    if len(glosses) < LEAST_TONELESS and 2 * toned < len(glosses):
        return False
    readings: dict[str, set[str]] = defaultdict(set)
    for match in glosses:
        readings[text[match.start() - 1]].add(_reading(match))
    if len(readings) < LEAST:
        return False
    common = characters_within(COMMON)
    if sum(character in common for character in readings) < 0.8 * len(readings):
        return False
    if sum(len(several) > 1 for several in readings.values()) > len(readings) // 4:
        return False  # one character, several readings: a lesson
    outside = len(_ACCENT.findall(text)) - sum(len(_ACCENT.findall(match.group())) for match in glosses)
    return outside <= len(glosses) // 8
