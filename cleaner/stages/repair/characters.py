"""Characters that are left over from tools: invisible ones, controls, look-alikes of CJK ideographs.

What carries meaning stays: joiners in emoji, Arabic and Indic text, variation selectors after the
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
"""U+2E80–2EF3 as unified ideographs: the property Equivalent_Unified_Ideograph of the Unicode
Character Database (EquivalentUnifiedIdeograph.txt, Unicode 14). NFKC maps two of them only."""

_TABLE = {
    **{0x2E80 + number: character for number, character in enumerate(RADICALS)},
    **{code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)},  # Kangxi radicals
    0x2F3E: "户",  # NFKC has 戶, but the fonts whose glyphs get mixed up are those of Simplified text
    **dict.fromkeys((0xA0, 0x2007, 0x202F), " "),  # no-break spaces
    **dict.fromkeys((0x0B, 0x0C, 0x2028, 0x2029), "\n"),  # other line breaks
}

_TRANSLATED = re.compile(f"(?<![\x80-\x9f])[{''.join(map(chr, _TABLE))}](?![\x80-\x9f])")
_SURROGATE = re.compile("[\ud800-\udfff]")
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdfd\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_JOINING = "\u0600-\u0dff\u1000-\u109f\u1780-\u18af\ua840-\uabff"  # Arabic, Syriac, Indic, Mongolian …
_UNSPACED = "\u0e00-\u109f\u1780-\u17ff\u1980-\u19ff"  # Thai, Lao, Tibetan, Burmese, Khmer
_PICTURE = "\u203c\u2049\u2122\u2139\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_FLAG = "\U0001f3f4[\U000e0030-\U000e007a]{1,8}\U000e007f"  # England, Scotland …

_WORTHLESS = re.compile(
    f"(?P<flag>{_FLAG})"
    "|(?<![\x80-\xbf])[\x80-\x9f](?![\x80-\xbf])|(?<![\x80-\x9f])\xad(?![\x80-\x9f])"  # alone, no mojibake
    "|[\x00-\x08\x0e-\x1f\x7f"  # controls
    "\u180e\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"  # invisible
    "\ue000-\uf8ff\ufdd0-\ufdef\ufff0-\ufff8\ufffe\uffff"  # private use and not characters
    "\U000e0000-\U000e00ff\U000e01f0-\U0010ffff]"
    f"|(?<![{_UNSPACED}])\u200b|(?<![{_JOINING}])\u200c"
    f"|(?<![{_JOINING}{_PICTURE}])(?<![{_PICTURE}]\ufe0f)\u200d|(?<![{_JOINING}])\u200d(?![{_PICTURE}])"
    f"|(?<![{_HAN}{_JOINING}{_PICTURE}©®])[\ufe00-\ufe0f](?!(?<=[#*0-9].)\u20e3)|(?<![{_HAN}])[\U000e0100-\U000e01ef]"
)
_COMPATIBLE = re.compile("[\uf900-\ufaff\U0002f800-\U0002fa1f]")
_DECOMPOSED = re.compile("[A-Za-z\xc0-\u024f][\u0300-\u036f]+|[\u3041-\u30fe][\u3099\u309a]")


def tidy_characters(text: str) -> str:
    """The text without invisible, control and private-use characters that mean nothing, with
    ordinary spaces, unified ideographs instead of radicals and compatibility ideographs, and with
    accents composed. Never raises; the same object when there is nothing to do.

    Surrogates become the character that a pair stands for, or U+FFFD.

    >>> tidy_characters("⽤⼾\u200b的⻋\ufeff牌\xa0号")
    '用户的车牌 号'
    >>> tidy_characters("ha\u030co\u0300"), tidy_characters("👩\u200d💻")
    ('hǎò', '👩\u200d💻')
    """
    return in_lines(text, places(text, SUSPECT), _tidied)


def _tidied(text: str) -> str:
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if _DIRECTION.search(text) and not _RIGHT_TO_LEFT.search(text):
        text = _DIRECTION.sub("", text)
    text = _WORTHLESS.sub(lambda match: match["flag"] or "", text)
    text = _TRANSLATED.sub(lambda match: _TABLE[ord(match.group())], text)
    text = _COMPATIBLE.sub(_compose, text)
    return _DECOMPOSED.sub(_compose, text)


def _compose(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", match.group())
