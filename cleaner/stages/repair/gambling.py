"""Names of sites, mostly of gambling, that hacked pages put in front of titles and inside sentences.

A name is taken out of a sentence only if it recurs together with what such sites offer, and nothing
else in the text is about games: many such names are ordinary words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from cleaner.stages.repair.signs import APP, APP_BEFORE_HAN, SITE, has, matches, places, without
from cleaner.text.characters import HAN
from cleaner.text.words import words

_MAX_TITLE = 54
"""Maximum length of a spam title, characters."""
_MAX_NAME = 6
"""Maximum length of the name of a site, characters."""
_MAX_TRADE = 12
"""Maximum distance between a site and the start of its trade or brand, characters."""
_MAX_FOUND = 30
"""Maximum number of names with trades; a text with more is about them, and each costs a search."""
_MIN_REST = 6
"""Minimum length of a line without the name, characters; a shorter line is left whole."""


@cache
def _site() -> str:
    """Pattern of what spam calls a site, `app` only beside a Han character: 某app, 某_app, app某."""
    app = f"(?:app|App|APP)(?:(?<=[{HAN}]...)|(?<=[{HAN}][_|｜丨·-]...)|(?=[{HAN}]))"
    return "|".join((*words("gambling_sites"), app))


@lru_cache(maxsize=1)  # for names in front of titles and inside sentences
def _sites(text: str) -> Sequence[int]:
    """The places where `_site` may match, in order."""
    if not has(text, SITE | APP | APP_BEFORE_HAN):
        return ()
    starts = {place - 1 for place in places(text, SITE)}
    apps = [
        *(place if text[place] in "aA" else place + 1 for place in places(text, APP)),  # 某app, 某_app
        *(max(0, place - 3) for place in places(text, APP_BEFORE_HAN)),  # app某
    ]
    starts.update(place for place in apps if text[place : place + 1] in ("a", "A"))
    return sorted(starts)


# --- names in front of titles ---


def remove_spam_titles(text: str) -> str:
    """Remove the name of a gambling site, or of any site if it recurs, in front of titles.

    >>> remove_spam_titles("宣读《某某棋牌_官方网站:关于开展评议的方案》")
    '宣读《关于开展评议的方案》'
    """
    titles = list(_spam_titles(text))
    if not titles:
        return text
    count = Counter(title.group() for title in titles)
    injected = [title for title in titles if count[title.group()] > 1 or _gambling().search(title.group())]
    return without(text, injected)


def _spam_titles(text: str) -> Iterator[re.Match[str]]:
    done = 0
    for site in matches(_site_and_colon(), text, _sites(text)):
        # no title has a colon before the one that it ends with
        title = _spam_title().search(text, max(done, site.end() - _MAX_TITLE), site.end())
        done = site.end()
        if title:
            yield title


_OTHER = "[^《》“”:：。，\n]"
"""A character inside a spam title."""


@cache
def _site_and_colon() -> re.Pattern[str]:
    """How a spam title ends: 官方网站:."""
    return re.compile(f"(?:{_site()}){_OTHER}{{0,12}}[:：]")


@cache
def _spam_title() -> re.Pattern[str]:
    """A title: a name, a mark, and something with a site in it."""
    return re.compile(
        r"(?:(?<=[《〈“「])|^)"  # at the start of a title or line
        rf"{_OTHER}{{2,24}}[_|｜丨·-]"  # 某某棋牌_
        rf"{_OTHER}{{0,12}}(?:{_site()}){_OTHER}{{0,12}}[:：]",  # 官方网站:
        re.MULTILINE,
    )


@cache
def _gambling() -> re.Pattern[str]:
    """Words in the titles of gambling sites; a single one is proof."""
    also = ("娱乐场", "赌场", "电子游戏", "电子游艺")
    return re.compile("|".join((*words("gambling"), *words("gambling_games"), *also)))


# --- names inside sentences ---


_NAME = re.compile(rf"[{HAN}A-Za-z0-9]+$")
_SPOKEN_OF = re.compile("(?:登[录陆]|访问|下载|打开|关注|通过|进入|使用|[“《「])$")
"""What stands in front of the name of a site in a sentence that speaks of it."""


def remove_names(text: str) -> str:
    """Remove the name of a gambling site, and what it offers, from inside sentences.

    It must recur, no sentence may speak of it, and nothing else in the text may be about its trade.

    >>> remove_names("活动在某发体育官网首页大厅举行，全体师生某发体育平台登录参加。")
    '活动在大厅举行，全体师生参加。'
    >>> remove_names("登录某发体育官网报名，某发体育平台会通知大家。")
    '登录某发体育官网报名，某发体育平台会通知大家。'
    """
    found = set(filter(None, (_before(text, site) for site in _sites(text))))
    if len(found) > _MAX_FOUND:
        return text
    names = {_injected_name(text, before, trade) for before, trade in found}
    for name in sorted(names - {""}, key=lambda name: (-len(name), name)):
        text = _without_name(text, name)
    return text


def _before(text: str, site: int) -> tuple[str, str] | None:
    """What stands before a site: the end of a possible name, and the brand or trade between them.

    `某发体育官网`: `某发` and `体育`. None if there is neither brand nor trade.
    """
    window = text[max(0, site - _MAX_TRADE) : site]
    match = _trade_before_site().search(window)
    if match is None:
        return None
    start = site - len(window) + match.start()
    name = _NAME.search(text[max(0, start - _MAX_NAME) : start])
    brand = re.match(_brand(), match.group())
    trade = brand.group() if brand else match.group()[:2]
    return (name.group() if name else "", trade)


def _injected_name(text: str, before: str, trade: str) -> str:
    """The name to remove, "" if there is none.

    It is a brand, if the text never speaks of gambling (`赌`); or else the longest end of `before` that
    recurs together with its trade.
    """
    if re.fullmatch(_brand(), trade) and "赌" not in text:
        return trade if text.count(trade) > 1 and not _is_spoken_of(text, trade) else ""
    for start in range(len(before) - 1):
        name = before[start:]
        if text.count(name + trade) > 1:
            about_trade = trade in _name_with_offers(name).sub("", text)
            return "" if about_trade or _is_spoken_of(text, name + trade) else name
    return ""


def _is_spoken_of(text: str, name: str) -> bool:
    """Whether a sentence speaks of a site: `登录某发体育`."""
    starts = (match.start() for match in re.finditer(re.escape(name), text))
    return any(_SPOKEN_OF.search(text[max(0, start - 2) : start]) for start in starts)


def _without_name(text: str, name: str) -> str:
    """The text without the name and what it offers, except in lines that hold hardly anything else."""
    phrase = _name_with_offers(name)
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if name in line:
            rest = phrase.sub("", line)
            lines[number] = rest if len(rest.strip()) >= _MIN_REST else line
    return "\n".join(lines)


def _name_with_offers(name: str) -> re.Pattern[str]:
    phrase = rf"{re.escape(name)}(?:{_word()}|[-_·|｜丨](?=\S))+"
    return re.compile(f"[（(【]{phrase}[)）】]|{phrase}")


@cache
def _brand() -> str:
    """Pattern of a name that only gambling sites have.

    The cues have no use for the last three, since they do not ask whether a name recurs.
    """
    return "|".join((*words("gambling_brands"), "伟德", "bwin", "bet365"))


@cache
def _trade() -> str:
    """Pattern of what gambling sites deal in."""
    return "|".join((*words("gambling"), *words("gambling_games"), "娱乐", "体彩"))


@cache
def _word() -> str:
    """Pattern of a brand, a trade, or what else stands behind the name of a site."""
    offers = (
        "[aA][pP][pP]",
        r"[A-Za-z]\d{1,4}",  # v3, x2021
        r"20\d\d",
        r"送\d+元?",  # 送88元
        "[（(](?:中国|China)[)）]",
    )
    return "|".join((_trade(), _brand(), *words("gambling_sites"), *words("gambling_offers"), *offers))


@cache
def _trade_before_site() -> re.Pattern[str]:
    """A trade or brand, and what else stands between it and the site: 体育_手机版."""
    return re.compile(rf"(?:国际|{_trade()}|{_brand()})(?:{_word()}|[-_·|｜丨（(])*$")
