"""What hacked pages put between the characters of a copied text: commas, pictures, names of their sites."""

from __future__ import annotations

import re

from cleaner.stages.repair.gambling import remove_names, remove_spam_titles
from cleaner.stages.repair.signs import COMMAS, DINGBATS, PICTURE, matches, places
from cleaner.text.characters import HAN

_PICTURE = f"[{DINGBATS}\U0001f000-\U0001f3fa\U0001f400-\U0001faff]"
_FACE = re.compile(
    "[\u263a\u2764\U0001f440-\U0001f450\U0001f493-\U0001f49f\U0001f600-\U0001f64f\U0001f90d-\U0001f92f\U0001f970-\U0001f97a]"
)
"""Faces, hands and hearts."""
_MORE = f"(?:{_PICTURE}|[\ufe0f\U0001f3fb-\U0001f3ff]|\u200d{_PICTURE})*"
_PICTURES = re.compile(_PICTURE + _MORE)
_IN_TEXT = re.compile(
    f"(?:{_PICTURE}(?<=[{HAN}\\w”》）)%].)|[\U0001f000-\U0001faff](?<=[，。、；：,;].))"
    f"{_MORE}(?=[，。、；：,;:.{HAN}])"
)
_IN_SENTENCE = re.compile(f"{_PICTURES.pattern}(?=[，、；：,;:{HAN}])")
_FORMAL = re.compile(
    "根据|依据|按照|为[进了]|有关|规定|通知|办法|意见|要求|组织|实施|工作|部门|单位|管理|会议|领导|落实|开展|建设|推进"
    "|应当|应于|不得|发展|提供|加强|负责|制度|活动|情况|第[一二三四五六七八九十]+[条章]|[（(][一二三四五六七八九十][）)]"
)
_CHATTY = re.compile("[我你](?![们們国國省市县縣区區校院州])|[咱啦吧呢哈嘛哦呀嗯！!～~]")
_HAN_CHARACTER = re.compile(f"[{HAN}]")


def remove_injections(text: str) -> str:
    """The text without doubled commas, pictures between clauses and the names of gambling sites, each
    only where the text as a whole says that it was injected; otherwise the same object."""
    return remove_names(remove_spam_titles(_remove_pictures(_remove_commas(text))))


_COMMAS = re.compile(f"(?:,[,、]|，[，、]|、[,，])(?<=[{HAN}”》）)]..)(?=[{HAN}“《（(0-9])")
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
    """The text without pictures of all kinds inside its sentences, if it is an official one, or speaks of
    nobody it knows, or the pictures are all different; of the latter two none may be a face. People put them
    at the end of what they say, choose a few, faces first, and do not do it in regulations.

    >>> _remove_pictures("根据有关规定🦍,现就管理工作🍼、组织实施🟨、应当落实的要求🍓,通知如下。")
    '根据有关规定,现就管理工作、组织实施、应当落实的要求,通知如下。'
    """
    pictures = places(text, PICTURE)
    injected = [match.group() for match in matches(_IN_TEXT, text, pictures)]
    kinds = frozenset(injected)
    if len(injected) < 3 or len(kinds) < 2 or len(injected) < 0.6 * len(_PICTURES.findall(text)):
        return text
    characters = len(_HAN_CHARACTER.findall(text))
    impersonal = 60 * len(_CHATTY.findall(text)) <= characters
    formal = impersonal and 60 * len(_FORMAL.findall(text)) >= characters
    drawn = (impersonal and _IN_SENTENCE.search(text)) or len(kinds) == len(injected) > 3
    if not formal and (not drawn or _FACE.search(text)):
        return text
    return _PICTURES.sub(lambda match: "" if match.group() in kinds else match.group(), text)
