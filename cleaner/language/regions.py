"""Where Traditional text comes from: Taiwan, Hong Kong, or a machine that converted a Mainland text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from cleaner.language.scripts import Census

Region = Literal["taiwan", "hongkong", "mechanical", ""]

_SAMPLE = 20_000  # characters

# The standard forms of either place (OpenCC's TWVariants and HKVariants), the particle 著 or 着, words, and
# the characters of written Cantonese.
_TAIWAN = re.compile("[裡妳牠祂臺祕]|(?<=[是有在為得到住過說看])著|軟體|網路|資訊|影片|透過|計程車|捷運|品質")
_HONGKONG = re.compile(
    "[衞裏綫羣牀峯説鷄嘅喺咗嗰佢啲冇哋咁嘢啱]|(?<=[是有為得到住過說說看隨])着|巴士|的士|港鐵|屋邨|網絡|資訊科技"
)

# What only a converter writes that knows one Traditional character for each Simplified one.
_MECHANICAL = re.compile(
    "隻(?=[有是要能會爲為爭好])|(?<=[後前上下方全表裏裡])麵|麵(?=[對臨向])|(?<=[一導以極引])緻|緻(?=[富力使電])"
    "|底闆|公裡|乾(?=[部擾涉預])|(?<=[皇王太])後|山穀|穀歌|(?<=[爲為到])瞭|瞭(?=[,，。])|傢(?=[庭長園鄉])|慾(?=求)"
    "|爲|衆|産(?=[業品權])|内(?=容|部)|[砥砺确标]"
)


def region(texts: Sequence[str], census: Census) -> Region:
    """The region of a Traditional document, empty when nothing tells.

    >>> region(["她說這裡沒有捷運。"], Census(9, 5)), region(["佢哋喺呢度嘅時候"], Census(9, 1))
    ('taiwan', 'hongkong')
    """
    sample = "\n".join(texts)[:_SAMPLE]
    mechanical = len(_MECHANICAL.findall(sample))
    taiwan, hongkong = len(_TAIWAN.findall(sample)), len(_HONGKONG.findall(sample))
    left_over = census.simplified > max(2, 0.02 * census.traditional)
    if mechanical > taiwan + hongkong or (mechanical and left_over):
        return "mechanical"
    if taiwan == hongkong:
        return ""
    return "taiwan" if taiwan > hongkong else "hongkong"
