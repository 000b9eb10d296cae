"""What hacked pages put between the characters of a copied text: commas, pictures, spam titles."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from cleaner.repair.signs import APP, APP_BEFORE_HAN, COMMAS, PICTURE, SITE, has, matches, places

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"

_PICTURE = "[\u2300-\u23ff\u2600-\u2775\u2794-\u27bf\u2b00-\u2bff\U0001f000-\U0001f3fa\U0001f400-\U0001faff]"
_FACE = re.compile(
    "[\u263a\u2764\U0001f440-\U0001f450\U0001f493-\U0001f49f\U0001f600-\U0001f64f\U0001f90d-\U0001f92f\U0001f970-\U0001f97a]"
)
"""Faces, hands and hearts."""
_MORE = f"(?:{_PICTURE}|[\ufe0f\U0001f3fb-\U0001f3ff]|\u200d{_PICTURE})*"
_PICTURES = re.compile(_PICTURE + _MORE)
_BEHIND_TEXT = f"{_PICTURE}(?<=[{_HAN}\\w”》）)%].){_MORE}"
_INJECTED = re.compile(f"{_BEHIND_TEXT}(?=[，。、；：,;:.])")
_IN_TEXT = re.compile(f"{_BEHIND_TEXT}(?=[，。、；：,;:.{_HAN}])")
_FORMAL = re.compile(
    "根据|依据|按照|为[进了]|有关|规定|通知|办法|意见|要求|组织|实施|工作|部门|单位|管理|会议|领导|落实|开展|建设|推进"
    "|应当|应于|不得|发展|提供|加强|负责|制度|活动|情况|第[一二三四五六七八九十]+[条章]|[（(][一二三四五六七八九十][）)]"
)
_CHATTY = re.compile("[我你](?![们們国國省市县縣区區校院州])|[咱啦吧呢哈嘛哦呀嗯！!～~]")
_HAN_CHARACTER = re.compile(f"[{_HAN}]")


def remove_injections(text: str) -> str:
    """The text without doubled commas, pictures between clauses and spam in front of titles, each
    only where the text as a whole says that it was injected; otherwise the same object."""
    return _remove_spam_titles(_remove_pictures(_remove_commas(text)))


_COMMAS = re.compile(f"(?:,[,、]|，[，、]|、[,，])(?<=[{_HAN}”》）)]..)(?=[{_HAN}“《（(0-9])")
_MANY_COMMAS = re.compile("[,，]{3}|、{2}")


def single_commas(text: str) -> str:
    """Every doubled comma single: `,,` was `,`, and `,、` and `、,` were `、` with a comma beside it.

    >>> single_commas("加強學習,,提高認識，改進教學,、科研工作。")
    '加強學習,提高認識，改進教學、科研工作。'
    """
    return _COMMAS.sub(lambda match: "、" if "、" in match.group() else match.group()[0], text)


def _remove_commas(text: str) -> str:
    """The text without doubled commas where they are many. Slips of the pen, which are few, and people
    who write `,,,` for a pause are left alone."""
    doubled = sum(1 for _ in matches(_COMMAS, text, (place - 1 for place in places(text, COMMAS))))
    if doubled < max(2, len(text) // 5000) or _MANY_COMMAS.search(text):
        return text
    return single_commas(text)


def _remove_pictures(text: str) -> str:
    """The text without pictures of all kinds directly before its marks, if it is an official one, or the
    pictures are all different and none is a face. People put them at the end of what they say, choose a few,
    faces first, and do not do it in regulations.

    >>> _remove_pictures("根据有关规定🦍,现就管理工作🍼、组织实施🟨、应当落实的要求🍓,通知如下。")
    '根据有关规定,现就管理工作、组织实施、应当落实的要求,通知如下。'
    """
    pictures = places(text, PICTURE)
    injected = [match.group() for match in matches(_INJECTED, text, pictures)]
    if len(injected) < 4 or len(set(injected)) < 3 or len(injected) < 0.6 * len(_PICTURES.findall(text)):
        return text
    characters = len(_HAN_CHARACTER.findall(text))
    formal = 60 * len(_FORMAL.findall(text)) >= characters and 100 * len(_CHATTY.findall(text)) <= characters
    random = len(set(injected)) == len(injected) and not _FACE.search(text)
    if not (formal or random):
        return text
    return _IN_TEXT.sub("", text)


_OTHER = "[^《》“”:：。，\n]"
_WORDS = "官方网站|官网|平台|入口|下载|登录|注册|网页版|手机版"
_APP = f"(?:app|App|APP)(?:(?<=[{_HAN}]...)|(?<=[{_HAN}][_|｜丨·-]...)|(?=[{_HAN}]))"
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


def _remove_spam_titles(text: str) -> str:
    """The text without the name of a gambling site, or of any site when it recurs, in front of titles.

    >>> _remove_spam_titles("宣读《某某棋牌_官方网站:关于开展评议的方案》")
    '宣读《关于开展评议的方案》'
    """
    titles: list[re.Match[str]] = []
    done = 0
    for name in matches(
        _SITE_NAME, text, _sites(text)
    ):  # no title has a colon before the one that it ends with
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
