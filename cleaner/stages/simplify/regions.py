"""Where Traditional text comes from: Taiwan, Hong Kong, or a machine that converted a Mainland text."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import lru_cache
from typing import Literal

from cleaner.text.census import census_of
from cleaner.text.plausibility import character_bits

Region = Literal["taiwan", "hongkong", "mechanical", ""]

_SAMPLE = 1_000  # characters

# What speaks for which. The standard forms of either place (OpenCC's TWVariants and HKVariants), the particle
# 著 or 着, words, and the characters of written Cantonese. A machine: what only a converter writes that knows
# one Traditional character for each Simplified one, what it leaves (雜志, 标), the shapes of the commonest
# ones (爲, 衆, 産), and the quotation marks of the Mainland.
_WORDS: dict[Region, str] = {
    "taiwan": """
        裡 妳 牠 祂 臺 著一 著兩 著他 著她 著我 著你 著這 著那 著的 軟體 網路 資訊 影片 透過 計程車 捷運
        品質 公尺 國中 報導 民眾 台灣 台北 立委 健保 民國""",
    "hongkong": """
        衞 裏 綫 羣 牀 峯 説 鷄 着 嘅 喺 咗 嗰 佢 啲 冇 哋 咁 嘢 啱 巴士 的士 港鐵 屋邨 屋苑 網絡 報道
        香港 港元""",
    "mechanical": """
        隻有 隻是 隻要 隻能 隻會 隻爭 隻争 隻好 後麵 前麵 上麵 下麵 全麵 方麵 裏麵 裡麵 麵對 麵臨 麵向
        一緻 導緻 以緻 極緻 引緻 緻富 緻力 緻使 緻電 底闆 公裡 乾部 乾擾 乾涉 乾預 皇後 王後 太後 山穀 穀歌
        爲瞭 為瞭 到瞭 瞭, 瞭， 瞭。 傢庭 傢長 傢園 傢鄉 國傢 慾求 游客 旅游 制作 雜志 標志 聯系 關系
        家里 里面 新華社 新華網 中新社 爲 衆 産 内容 砥 砺 确 标 “""",
}
_REGIONS = {word: region for region, words in _WORDS.items() for word in words.split()}


def region(text: str) -> Region:
    """The region of Traditional text, empty when nothing tells.

    >>> region("她說這裡沒有捷運。"), region("佢哋喺呢度嘅時候")
    ('taiwan', 'hongkong')
    """
    sample = text[:_SAMPLE]
    votes: Counter[Region] = Counter()
    letters, words = _by_letter()
    for letter in set(letters.findall(sample)):
        for word in words[letter]:
            votes[_REGIONS[word]] += sample.count(word)
    taiwan, hongkong, mechanical = votes["taiwan"], votes["hongkong"], votes["mechanical"]
    if mechanical > taiwan + hongkong or (mechanical and _leaves_simplified(sample)):
        return "mechanical"
    if taiwan == hongkong:
        return ""
    return "taiwan" if taiwan > hongkong else "hongkong"


@lru_cache(maxsize=1)
def _by_letter() -> tuple[re.Pattern[str], dict[str, list[str]]]:
    """The words by the rarest of their characters, so that few have to be looked for."""
    bits = character_bits()
    words: dict[str, list[str]] = defaultdict(list)
    for word in _REGIONS:
        words[max(word, key=bits.__getitem__)].append(word)
    return re.compile(f"[{''.join(words)}]"), words


def _leaves_simplified(text: str) -> bool:
    census = census_of(text)
    return census.simplified > max(2, 0.02 * census.traditional)
