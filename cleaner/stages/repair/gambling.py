"""The sites, mostly of gambling, that hacked pages name in front of titles and inside sentences."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from cleaner.stages.repair.signs import APP, APP_BEFORE_HAN, SITE, has, matches, places
from cleaner.text.characters import HAN

_OTHER = "[^《》“”:：。，\n]"
_WORDS = "官方网站|官网|平台|入口|下载|登录|注册|网页版|手机版"
_APP = f"(?:app|App|APP)(?:(?<=[{HAN}]...)|(?<=[{HAN}][_|｜丨·-]...)|(?=[{HAN}]))"
_SITE = f"{_WORDS}|{_APP}"
_SITE_NAME = re.compile(f"(?:{_SITE}){_OTHER}{{0,12}}[:：]")
_SPAM_TITLE = (
    rf"(?:(?<=[《〈“「])|^){_OTHER}{{2,24}}[_|｜丨·-]{_OTHER}{{0,12}}(?:{_SITE}){_OTHER}{{0,12}}[:：]"
)
_LONGEST = 54
"""Characters of a spam title, at most."""
_GAMBLING = re.compile(
    "棋牌|博彩|彩票|娱乐城|娱乐场|赌场|百家乐|老虎机|投注|时时彩|六合彩|捕鱼|真人|电子游[戏艺]|电竞|体育"
)


def remove_spam_titles(text: str) -> str:
    """The text without the name of a gambling site, or of any site when it recurs, in front of titles.

    >>> remove_spam_titles("宣读《某某棋牌_官方网站:关于开展评议的方案》")
    '宣读《关于开展评议的方案》'
    """
    titles: list[re.Match[str]] = []
    done = 0
    # no title has a colon before the one that it ends with
    for name in matches(_SITE_NAME, text, _sites(text)):
        title = _spam_title().search(text, max(done, name.end() - _LONGEST), name.end())
        done = name.end()
        if title:
            titles.append(title)
    if not titles:
        return text
    found = Counter(title.group() for title in titles)
    parts, end = [], 0
    for title in titles:
        if found[title.group()] > 1 or _GAMBLING.search(title.group()):
            parts.append(text[end : title.start()])
            end = title.end()
    return "".join(parts) + text[end:]


@lru_cache(maxsize=1)
def _spam_title() -> re.Pattern[str]:
    return re.compile(_SPAM_TITLE, re.MULTILINE)


def _sites(text: str) -> list[int]:
    """Where what is called a site may begin."""
    if not has(text, SITE | APP | APP_BEFORE_HAN):
        return []
    words = [place - 1 for place in places(text, SITE)]
    apps = [
        *(place + (text[place] not in "aA") for place in places(text, APP)),
        *(max(0, place - 3) for place in places(text, APP_BEFORE_HAN)),
    ]
    return sorted({*words, *(place for place in apps if text[place : place + 1] in ("a", "A"))})


_GAME = "体育|娱乐|彩票|体彩|棋牌|电竞|博彩|百家乐|投注|时时彩|六合彩|老虎机|捕鱼|真人"
"""What sites of gambling deal in …"""
_HOUSE = "必赢|亚博|亚盈|博鱼|华体会|必威|球盟会|凯发|亚游|葡京|万博|伟德|申博|bwin|bet365"
"""… the names that only they have …"""
_OFFERED = (
    "官方网站|官方入口|官方平台|官方|官网|网站|网址|平台|登录|登陆|注册|入口|下载|安装|手机版|网页版|最新版|首页|在线"
    "|线上|网上|唯一|开户|开奖|直播|观看|城|集团|国际|亚洲|全站"
    "|[aA][pP][pP]|[A-Za-z]\\d{1,4}|20\\d\\d|送\\d+元?|[（(](?:中国|China)[)）]"
)
"""… and what their names and trades are followed by."""
_WORD = f"{_GAME}|{_HOUSE}|{_OFFERED}"
_BEFORE_SITE = re.compile(rf"(?:国际|{_GAME}|{_HOUSE})(?:{_WORD}|[-_·|｜丨（(])*$")
_AFTER_NAME = rf"(?:{_WORD}|[-_·|｜丨](?=\S))+"
_NAME = re.compile(rf"[{HAN}A-Za-z0-9]+$")
_NAMED = re.compile("(?:登[录陆]|访问|下载|打开|关注|通过|进入|使用|[“《「])$")
"""What stands in front of the name of a site in sentences that speak of it."""
_LONGEST_NAME = 6
_REACH = 12
"""Characters of a name, and those before a site in which its trade is looked for, at most."""
_MOST = 30
"""A text with more names and trades than this is about them; and each is looked for in all of it."""


def remove_names(text: str) -> str:
    """The text without the name of a gambling site, and what it offers, where it stands between the words of
    sentences again and again, while nothing else in the text has to do with games or sports.

    >>> remove_names("活动在某发体育官网首页大厅举行，全体师生某发体育平台登录参加。")
    '活动在大厅举行，全体师生参加。'
    >>> remove_names("登录某发体育官网报名，某发体育平台会通知大家。")
    '登录某发体育官网报名，某发体育平台会通知大家。'
    """
    found = {pair for site in _sites(text) if (pair := _before(text, site))}
    if len(found) > _MOST:
        return text
    names = {name for before, trade in found if (name := _name(text, before, trade))}
    for name in sorted(names, key=len, reverse=True):
        phrase = _phrase(name)
        text = "\n".join(_without(phrase, line) if name in line else line for line in text.split("\n"))
    return text


def _phrase(name: str) -> re.Pattern[str]:
    return re.compile("[（(【]{0}{1}[)）】]|{0}{1}".format(re.escape(name), _AFTER_NAME))


def _without(phrase: re.Pattern[str], line: str) -> str:
    """The line without the phrase, unless it has hardly anything else: then it is a line of its own."""
    rest = phrase.sub("", line)
    return rest if len(rest.strip()) >= 6 else line


def _before(text: str, site: int) -> tuple[str, str] | None:
    """What stands before a site: a few characters of a name, and what it is or trades in."""
    window = text[max(0, site - _REACH) : site]
    match = _BEFORE_SITE.search(window)
    if match is None:
        return None
    start = site - len(window) + match.start()
    name = _NAME.search(text[max(0, start - _LONGEST_NAME) : start])
    house = re.match(_HOUSE, match.group())
    return name.group() if name else "", house.group() if house else match.group()[:2]


def _name(text: str, before: str, trade: str) -> str:
    """The name whose site is spoken of: that of a house in a text with nothing else about gambling, or the
    longest of a few characters that recurs with the word for its trade, which nothing else is about."""
    if re.fullmatch(_HOUSE, trade) and "赌" not in text:
        return trade if text.count(trade) > 1 and not _is_named(text, trade) else ""
    for size in range(len(before), 1, -1):
        name = before[-size:]
        if text.count(name + trade) > 1:
            alone = trade not in _phrase(name).sub("", text)
            return name if alone and not _is_named(text, name + trade) else ""
    return ""


def _is_named(text: str, name: str) -> bool:
    """Whether a sentence speaks of it."""
    starts = (match.start() for match in re.finditer(re.escape(name), text))
    return any(_NAMED.search(text[max(0, start - 2) : start]) for start in starts)
