"""Readings in brackets that hacked pages add behind characters: `報(bào)告進(jìn)行`.

They are injected to make a copied text look new. They stand densely, on the commonest characters, in
Traditional text, and each character always has the same reading. A real gloss (`烏蘞(liǎn)莓`) explains
a rare character. A lesson gives several readings of a character, or glosses nearly every character, or
also spells pinyin outside brackets.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import cache

from cleaner.stages.repair.injections import single_commas
from cleaner.stages.repair.signs import BRACKET, SPACED, matches, places, without
from cleaner.text.census import Census, census_of
from cleaner.text.characters import HAN, is_han
from cleaner.text.kind import text_kind
from cleaner.text.plausibility import characters_within
from cleaner.text.traditional import simplified_forms
from cleaner.text.words import words

MAX_COMMON = 16
"""Maximum surprisal of a character that needs no gloss, bits: some 3,500 characters of both scripts.

On the hacked pages that were measured, every gloss sits on a character of 15 bits or less.
"""
MAX_INJECTED = 20
"""Maximum surprisal of a character that loses its gloss, bits; rarer ones (簠) need it even there."""
MIN_GLOSSES = 2
"""Minimum number of glosses, and of different characters that have one."""
MIN_TONELESS = 6
"""Minimum number of glosses if most have no tones: they may be English words, as in 他(he)."""
MIN_DENSITY = 0.02
"""Minimum number of glosses per Han character: hacked pages have 0.05 to 0.25, others below 0.005."""
MANY = 6
"""Number of glosses from which `MIN_DENSITY_OF_MANY` applies."""
MIN_DENSITY_OF_MANY = 0.01
"""Minimum number of glosses per Han character in a text that has many."""
MAX_DENSITY = 0.7
"""Maximum number of glosses per Han character; only lessons gloss nearly every character."""
MIN_COMMON_SHARE = 0.8
"""Minimum share of common ones among the characters that have glosses."""
MAX_AMBIGUOUS = 1 / 4
"""Maximum share of characters with several readings, which lessons show."""
MAX_OUTSIDE = 1 / 8
"""Maximum number of accented vowels outside glosses, per gloss."""


MIN_SPARSE = 3
"""Minimum number of idle glosses, if they are sparse."""
MIN_IDLE_SHARE = 0.75
"""Minimum share of idle ones among sparse glosses."""
MAX_SPARSE_DENSITY = 0.05
"""Maximum number of sparse glosses per Han character in Simplified text; a reader for pupils has more."""
MIN_SPARSE_DENSITY = 0.001
"""Minimum number of sparse glosses per Han character."""
MAX_ORDINARY = 14
"""Maximum surprisal of an ordinary character, bits: some 1,900 characters of both scripts."""

_LETTERS = "a-zāáǎàōóǒòēéěèêīíǐìūúǔùǖǘǚǜüńňǹḿɑɡ"
_READING = rf"""
    (?: [{_LETTERS}]{{1,6}} [1-5]?  # bào, hui4
      | [\u3105-\u312f]{{1,3}} [ˊˇˋ˙]?  # ㄅㄠˋ
      | ˙ [\u3105-\u312f]{{1,3}}  # ˙ㄉㄜ
    )
"""
_INSIDE = rf"""
    \s? {_READING}
    (?: [ ,/、]{{1,2}} {_READING} ){{0,2}}  # hǎo, hào
    \s? [)）\]]
"""
_GLOSS = re.compile(
    rf"""
    [(（\[] (?<=[{HAN}].) {_INSIDE}  # 論(lùn)
    (?: [(（\[] {_INSIDE} )*  # 論(lùn)(lùn)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_FIRST_READING = re.compile(_READING, re.IGNORECASE | re.VERBOSE)
_DOUBLED = re.compile(r"[)）\]].")
"""A second gloss, as in `論(lùn)(lùn)`, a sign of injection: nobody glosses a character twice."""
_SYLLABLE = re.compile(
    r"""
    (?: zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw] )?
    (?: iang|iong|uang
      | ang|eng|ing|ong|ian|iao|uan|uai
      | ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|uo|ui|ue|ve|er
      | [aoeiuv]
    )
    | ng|hng|[mn]
    """,
    re.VERBOSE,
)
"""A syllable of pinyin without its tone, `v` for `ü`."""
_RUBY_READING = re.compile(r"<(r[tp]|rtc)(?:\s[^<>]*)?>[^<]*(?:</\1>)?", re.IGNORECASE)
"""A reading of ruby text, or a bracket for browsers that do not know it; the end tag may be left out."""
_ACCENT = re.compile("[āáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜ]")
_TONE = re.compile("[āáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜ\u3105-\u312f1-4]")


def remove_annotations(text: str) -> str:
    """Remove injected readings: pinyin with or without tones, and zhuyin.

    The text as a whole must show that they were injected; otherwise the same object is returned. Doubled
    commas come with them and go with them.

    >>> remove_annotations("會議聽取了報(bào)告，進(jìn)行了討論(lùn )(lùn )。")
    '會議聽取了報告，進行了討論。'
    >>> remove_annotations("烏蘞(liǎn)莓，又名虎葛；“好(hào)逸惡(wù)勞”的“好(hào)”不讀好(hǎo)。")
    '烏蘞(liǎn)莓，又名虎葛；“好(hào)逸惡(wù)勞”的“好(hào)”不讀好(hǎo)。'
    """
    text = _without_ruby(text)
    brackets = (place for place in places(text, BRACKET) if not is_han(text[place + 1 : place + 2]))
    glosses = [match for match in matches(_GLOSS, text, brackets) if _is_reading(_reading(match))]
    if len(glosses) < MIN_GLOSSES or not _are_injected(text, glosses):
        return text
    return single_commas(without(text, [gloss for gloss in glosses if not _is_needed(gloss)]))


def _without_ruby(text: str) -> str:
    """The markup without the readings beside ruby text, whose base text stays.

    >>> _without_ruby("<p><ruby>艄<rp>(</rp><rt>shāo</rt><rp>)</rp></ruby>公</p>")
    '<p><ruby>艄</ruby>公</p>'
    """
    if "<" not in text:
        return text
    readings = (place for place in places(text, SPACED) if text[place - 1] == "<")
    if not any(_RUBY_READING.match(text, place - 1) for place in readings) or text_kind(text) == "plain":
        return text
    return _RUBY_READING.sub("", text)


def _is_needed(gloss: re.Match[str]) -> bool:
    """Whether the gloss stands on a rare character, and only once."""
    character = _character(gloss)
    known = characters_within(MAX_INJECTED)
    common = character in known or simplified_forms().get(character) in known
    return not (common or _DOUBLED.search(gloss.group()))


def _character(gloss: re.Match[str]) -> str:
    """The character that has the gloss."""
    return gloss.string[gloss.start() - 1]


def _reading(gloss: re.Match[str]) -> str:
    """The first reading of a gloss: `hǎo` of `(hǎo, hào)`."""
    return str(_FIRST_READING.findall(gloss.group())[0]).lower()


def _is_reading(reading: str) -> bool:
    """Whether it is zhuyin, or a syllable that pinyin has."""
    if "\u3105" <= reading.strip("˙")[0] <= "\u312f":
        return True
    return _SYLLABLE.fullmatch(_toneless(reading)) is not None


def _toneless(reading: str) -> str:
    """A reading in pinyin without its tone, `v` for `ü`.

    >>> _toneless("lǜ"), _toneless("ɡuó"), _toneless("hui4")
    ('lv', 'guo', 'hui')
    """
    plain = reading.translate({0x251: "a", 0x261: "g", 0xFC: "v"}).rstrip("12345")
    letters = unicodedata.normalize("NFD", plain).replace("u\u0308", "v")
    return "".join(letter for letter in letters if letter.isalpha())


def _are_injected(text: str, glosses: list[re.Match[str]]) -> bool:
    """Whether the text as a whole shows that its glosses were injected."""
    census = census_of(text)
    readings: dict[str, set[str]] = defaultdict(set)
    for gloss in glosses:
        readings[_character(gloss)].add(_reading(gloss))
    if len(readings) < MIN_GLOSSES or _are_ambiguous(readings):
        return False
    if not _are_sparse(glosses, census):
        if census.name == "simplified" or not _are_dense(len(glosses), census.han):
            return False
        if _may_be_english(glosses) or not _are_common(readings):
            return False
    within = sum(len(_ACCENT.findall(gloss.group())) for gloss in glosses)
    outside = len(_ACCENT.findall(text)) - within
    return outside <= MAX_OUTSIDE * len(glosses)


def _are_dense(glosses: int, han: int) -> bool:
    """Whether there are enough glosses for the number of Han characters, and not too many."""
    least = MIN_DENSITY if glosses < MANY else MIN_DENSITY_OF_MANY
    return least * han <= glosses <= MAX_DENSITY * han


def _are_sparse(glosses: Collection[re.Match[str]], census: Census) -> bool:
    """Whether the glosses are few, and most of them tell what every reader knows.

    People gloss rare characters, and readings of a character that are not the usual one.
    """
    least, most = MIN_SPARSE_DENSITY * census.han, MAX_SPARSE_DENSITY * census.han
    if len(glosses) < least or (census.name == "simplified" and len(glosses) > most):
        return False
    return sum(map(_is_idle, glosses)) >= max(MIN_SPARSE, MIN_IDLE_SHARE * len(glosses))


def _is_idle(gloss: re.Match[str]) -> bool:
    """Whether a gloss gives the usual reading of an ordinary character, with its tone."""
    character, reading = _character(gloss), _reading(gloss)
    if character not in characters_within(MAX_ORDINARY) or not _TONE.search(reading):
        return False
    if gloss.group()[1:-1].strip() != reading:  # a name in pinyin, several readings
        return False
    usual = _usual_readings().get(character)
    return usual is None or reading in usual


@cache
def _usual_readings() -> Mapping[str, frozenset[str]]:
    """The usual readings of characters that have several."""
    usual: dict[str, frozenset[str]] = {}
    for entry in words("polyphones"):
        usual[entry[0]] = usual.get(entry[0], frozenset()) | {entry[1:]}
    return usual


def _may_be_english(glosses: Collection[re.Match[str]]) -> bool:
    """Whether the glosses are few and most of them have no tone."""
    toned = sum(_TONE.search(gloss.group()) is not None for gloss in glosses)
    return len(glosses) < MIN_TONELESS and 2 * toned < len(glosses)


def _are_common(characters: Collection[str]) -> bool:
    """Whether nearly all of these characters need no gloss."""
    common = characters_within(MAX_COMMON)
    return sum(character in common for character in characters) >= MIN_COMMON_SHARE * len(characters)


def _are_ambiguous(readings: Mapping[str, set[str]]) -> bool:
    """Whether several readings are given for many of the characters, as in a lesson."""
    ambiguous = sum(len(several) > 1 for several in readings.values())
    return ambiguous > MAX_AMBIGUOUS * len(readings)
