"""Characters that tools leave behind: invisible ones, controls, look-alikes of CJK ideographs.

Those that carry meaning stay: joiners in emoji, Arabic and Indic text, variation selectors after the
character they vary, direction marks in right-to-left text, flags spelled with tags.
"""

from __future__ import annotations

import re
import unicodedata

from cleaner.stages.repair.signs import SUSPECT, in_lines, places

RADICALS = (
    "⺀厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵⺚旡日月歺母"
    "民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿肉𦥑艹艹"
    "艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠"
    "饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)
"""The unified ideographs for the radicals U+2E80 to U+2EF3, in order; NFKC maps two of them only.

Source: the property Equivalent_Unified_Ideograph of the Unicode Character Database
(EquivalentUnifiedIdeograph.txt, Unicode 14).
"""

_REPLACEMENTS = {
    **{0x2E80 + number: character for number, character in enumerate(RADICALS)},
    **{code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)},  # Kangxi radicals
    0x2F3E: "户",  # NFKC has 戶, but the fonts whose glyphs get mixed up are those of Simplified text
    **dict.fromkeys((0xA0, 0x2007, 0x202F), " "),  # no-break spaces
    **dict.fromkeys((0x0B, 0x0C, 0x2028, 0x2029), "\n"),  # other line breaks
}

_REPLACED = re.compile(f"(?<![\x80-\x9f])[{''.join(map(chr, _REPLACEMENTS))}](?![\x80-\x9f])")
"""A character to replace, unless a C1 control beside it says that both are mojibake."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdfd\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Han characters of all planes, which variation selectors may follow."""
_JOINING = "\u0600-\u0dff\u1000-\u109f\u1780-\u18af\ua840-\uabff"
"""Scripts that use joiners: Arabic, Syriac, Indic, Mongolian …"""
_UNSPACED = "\u0e00-\u109f\u1780-\u17ff\u1980-\u19ff"
"""Scripts without spaces between words: Thai, Lao, Tibetan, Burmese, Khmer."""
_PICTURE = "\u203c\u2049\u2122\u2139\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
"""Emoji, and characters that a selector turns into one."""

_WORTHLESS = re.compile(
    # flags of England, Scotland …, which stay
    "(?P<flag>\U0001f3f4[\U000e0030-\U000e007a]{1,8}\U000e007f)"
    # C1 controls and soft hyphens that stand alone; in groups they are mojibake
    "|(?<![\x80-\xbf])[\x80-\x9f](?![\x80-\xbf])"
    "|(?<![\x80-\x9f])\xad(?![\x80-\x9f])"
    "|["
    "\x00-\x08\x0e-\x1f\x7f"  # controls
    "\u180e\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"  # invisible
    "\ue000-\uf8ff\ufdd0-\ufdef\ufff0-\ufff8\ufffe\uffff"  # private use, noncharacters
    "\U000e0000-\U000e00ff\U000e01f0-\U0010ffff"  # tags, private use
    "]"
    # a zero-width space, but not between the words of Thai
    f"|(?<![{_UNSPACED}])\u200b"
    # a zero-width non-joiner, but not in Persian or Hindi
    f"|(?<![{_JOINING}])\u200c"
    # a zero-width joiner, but not in Hindi, nor between two emoji (the first perhaps with a selector)
    f"|(?<![{_JOINING}{_PICTURE}])(?<![{_PICTURE}]\ufe0f)\u200d"
    f"|(?<![{_JOINING}])\u200d(?![{_PICTURE}])"
    # a variation selector, but not behind 字, ☺ or ©, nor in a keycap (1, selector, U+20E3)
    f"|(?<![{_HAN}{_JOINING}{_PICTURE}©®])[\ufe00-\ufe0f](?!(?<=[#*0-9].)\u20e3)"
    f"|(?<![{_HAN}])[\U000e0100-\U000e01ef]"
)
_COMPATIBLE = re.compile("[\uf900-\ufaff\U0002f800-\U0002fa1f]")
_DECOMPOSED = re.compile("[A-Za-z\xc0-\u024f][\u0300-\u036f]+|[\u3041-\u30fe][\u3099\u309a]")


def tidy_characters(text: str) -> str:
    r"""Remove or replace characters that tools left behind.

    Invisible, control and private-use characters without meaning go. Spaces become ordinary ones,
    radicals and compatibility ideographs unified ideographs, and accents are composed. A pair of
    surrogates becomes the character it stands for, a lone one U+FFFD. Never raises; returns the same
    object if there is nothing to do.

    >>> tidy_characters("⽤⼾\u200b的⻋\ufeff牌\xa0号")
    '用户的车牌 号'
    >>> tidy_characters("ha\u030co\u0300"), tidy_characters("👩\u200d💻")
    ('hǎò', '👩\u200d💻')
    """
    return in_lines(text, places(text, SUSPECT), _tidied)


def _tidied(line: str) -> str:
    if _SURROGATE.search(line):
        line = line.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if _DIRECTION.search(line) and not _RIGHT_TO_LEFT.search(line):
        line = _DIRECTION.sub("", line)
    line = _WORTHLESS.sub(lambda match: match["flag"] or "", line)
    line = _REPLACED.sub(lambda match: _REPLACEMENTS[ord(match.group())], line)
    line = _COMPATIBLE.sub(_composed, line)
    return _DECOMPOSED.sub(_composed, line)


def _composed(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", match.group())
