"""What hacked pages put between the characters of a copied text: commas, pictures, names of sites."""

from __future__ import annotations

import re

from cleaner.stages.repair.gambling import remove_names, remove_spam_titles
from cleaner.stages.repair.signs import COMMAS, DINGBATS, PICTURE, matches, places
from cleaner.text.characters import HAN


def remove_injections(text: str) -> str:
    """Remove doubled commas, pictures between clauses and the names of gambling sites.

    Each goes only where the text as a whole shows that it was injected; otherwise the same object is
    returned.
    """
    return remove_names(remove_spam_titles(_remove_pictures(_remove_commas(text))))


# --- commas ---


_COMMAS = re.compile(f"(?:,[,、]|，[，、]|、[,，])(?<=[{HAN}”》）)]..)(?=[{HAN}“《（(0-9])")
_PAUSE = re.compile("[,，]{3}|、{2}")
_SLIPS = 5000
"""Length of text in which one doubled comma may be a slip of the pen, characters."""


def single_commas(text: str) -> str:
    """Make every doubled comma single.

    `,,` was `,` before, while `,、` and `、,` were `、`.

    >>> single_commas("加強學習,,提高認識，改進教學,、科研工作。")
    '加強學習,提高認識，改進教學、科研工作。'
    """
    return _COMMAS.sub(lambda match: "、" if "、" in match.group() else match.group()[0], text)


def _remove_commas(text: str) -> str:
    """Make doubled commas single if there are many, and nobody writes `,,,` for a pause."""
    starts = (place - 1 for place in places(text, COMMAS))
    doubled = sum(1 for _ in matches(_COMMAS, text, starts))
    if doubled < max(2, len(text) // _SLIPS) or _PAUSE.search(text):
        return text
    return single_commas(text)


# --- pictures ---


_PICTURE = f"[{DINGBATS}\U0001f000-\U0001f3fa\U0001f400-\U0001faff]"
_MORE = (
    "(?:"
    f"{_PICTURE}"
    "|[\ufe0f\U0001f3fb-\U0001f3ff]"  # variation selector, skin colours
    f"|\u200d{_PICTURE}"  # joined to the one before
    ")*"
)
_PICTURES = re.compile(_PICTURE + _MORE)
_IN_TEXT = re.compile(
    "(?:"
    f"{_PICTURE}(?<=[{HAN}\\w”》）)%].)"  # 规定🦍，
    "|[\U0001f000-\U0001faff](?<=[，。、；：,;].)"  # 规定，🦍现
    ")"
    f"{_MORE}(?=[，。、；：,;:.{HAN}])"
)
_IN_SENTENCE = re.compile(f"{_PICTURES.pattern}(?=[，、；：,;:{HAN}])")
_FACE = re.compile(
    "[\u263a\u2764\U0001f440-\U0001f450\U0001f493-\U0001f49f\U0001f600-\U0001f64f\U0001f90d-\U0001f92f\U0001f970-\U0001f97a]"
)
"""Faces, hands and hearts."""
_FORMAL = re.compile(
    "根据|依据|按照|为[进了]|有关|规定|通知|办法|意见|要求|组织|实施|工作|部门|单位|管理|会议|领导|落实|开展|建设|推进"
    "|应当|应于|不得|发展|提供|加强|负责|制度|活动|情况|第[一二三四五六七八九十]+[条章]|[（(][一二三四五六七八九十][）)]"
)
_CHATTY = re.compile("[我你](?![们們国國省市县縣区區校院州])|[咱啦吧呢哈嘛哦呀嗯！!～~]")
_HAN_CHARACTER = re.compile(f"[{HAN}]")

_MIN_PICTURES = 3
"""Minimum number of pictures inside the text."""
_MIN_KINDS = 2
"""Minimum number of different ones among them."""
_MIN_SHARE = 0.6
"""Minimum share of the pictures of the text that are inside it rather than at the end of a sentence."""
_MIN_ALL_DIFFERENT = 4
"""Minimum number of pictures that prove injection by being all different."""
_PER_WORD = 60
"""Han characters per formal word, at most, in an official text; per chatty word, at least."""


def _remove_pictures(text: str) -> str:
    """Remove pictures of all kinds that stand inside the text, if they were injected.

    >>> _remove_pictures("根据有关规定🦍,现就管理工作🍼、组织实施🟨、应当落实的要求🍓,通知如下。")
    '根据有关规定,现就管理工作、组织实施、应当落实的要求,通知如下。'
    """
    inside = [match.group() for match in matches(_IN_TEXT, text, places(text, PICTURE))]
    if not _were_injected(text, inside):
        return text
    kinds = frozenset(inside)
    return _PICTURES.sub(lambda match: "" if match.group() in kinds else match.group(), text)


def _were_injected(text: str, inside: list[str]) -> bool:
    """Whether the pictures inside a text were injected.

    People put pictures at the end of what they say, choose a few, faces first, and use none in
    regulations. So a text is suspect that is official, or is addressed to nobody, or has only different
    pictures; in the latter two cases none may be a face.
    """
    kinds = len(set(inside))
    if len(inside) < _MIN_PICTURES or kinds < _MIN_KINDS:
        return False
    if len(inside) < _MIN_SHARE * len(_PICTURES.findall(text)):
        return False
    han = len(_HAN_CHARACTER.findall(text))
    impersonal = _PER_WORD * len(_CHATTY.findall(text)) <= han
    if impersonal and _PER_WORD * len(_FORMAL.findall(text)) >= han:
        return True
    all_different = kinds == len(inside) >= _MIN_ALL_DIFFERENT
    if not all_different and not (impersonal and _IN_SENTENCE.search(text)):
        return False
    return not _FACE.search(text)
