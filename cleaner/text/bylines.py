"""Source, author and date of a line of publication data: `来源:新华网 作者:张三 2012-03-04 10:20`.

Only labelled or unmistakable values are taken: a missing field is better than a wrong one. Patterns
look at a folded copy of the line, which has the same length, and values are cut from the line itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, zip_longest

from cleaner.text.characters import COMMON_HAN
from cleaner.text.dates import Order, find_date
from cleaner.text.words import words

_MAX_LENGTH = 300
"""Maximum length read of a line, characters: publication data is never longer."""
_MIN_NAME = 2
"""Minimum length of the name of a person or outlet, characters."""
_MAX_NAME = 30
"""Maximum length of the name of a person or outlet, characters."""

_HALF_WIDTH = dict(zip("︰﹕∶：（）／╱，［］〔〕｜　", "::::()//,[][]| ", strict=True))
_FOLD = str.maketrans({pair[0]: pair[1] for pair in words("label_characters")} | _HALF_WIDTH)

_HAN = f"[{COMMON_HAN}]"
_PLACES = "|".join(words("dateline_places"))
_COMMON_SURNAMES = "".join(words("surnames")[:100])
_CONTROLS = "|".join(words("page_controls"))
_FRAMES = "《》「」『』“”\"' 　:：,，.、。-—_=/／*·>»"
"""Marks to strip from both ends of a value."""

_LABELS = re.compile(
    rf"""
    (?P<source>
        (?: 文章 | 本文 | 信息 | 资讯 | 新闻 | 消息 | 稿件 | 内容 | 原文 )?     # 文章来源:
        (?<! 资料 | 图片 | 数据 | 图文 | 视频 )                          # not 图片来源:
        (?: 来源 | 稿源 | 出处 ) \s?:
      | (?<! {_HAN} ) (?: 转载?自 | 摘自 ) \s?:                          # 转自:
    )
  | (?P<author>
        (?: 原文 | 文章 | 本文 )? 作\s{{0,4}}者 \s?[:/]                  # 本文作者: 作  者:
      | 撰[文稿]人? \s?[:/]                                              # 撰文/
      | (?<! {_HAN} ) 文 \s?[/:]                                         # 文/
      | (?: 发[布表] | 投稿 ) [人者] \s?:                                # 发布者:
    )
  | (?P<other>
        (?: 责任 )? 编[辑审]? \s?[:/]                                    # 责任编辑:
      | (?: {_CONTROLS} ) {_HAN}{{0,4}} \s?:                              # 浏览次数:
      | (?:                                                              # any other label
            (?! 作者 | 来源 | 稿源 | 出处 | 责任 | 编辑 | 时间 | 日期 | 发布 | 发表 | {_CONTROLS} ) {_HAN}
        ){{2,6}} \s?:
      | (?: 发[布表稿] | 更新 )? (?: 时间 | 日期 ) \s?:                  # 更新时间:
    )
    """,
    re.VERBOSE,
)
_TELLING = re.compile(
    r"""
    源 | 出处 | 作\s{0,4}者 | [转载摘]自 | 记者 | [撰投] | 文\s?[/:] | 发[布表][人者]
    """,
    re.VERBOSE,
)
"""Prefilter: a line without a date that has a source or author contains one of these."""
_VALUE_END = re.compile(
    rf"""
    [|/()\[\]【】<>;；•●◎\t]                            # 张三 | 点击
  | (?: 图 | 摄 | 译 | 编辑 | 责编 ) \s?[/:]            # 张三 责编:
  | {_CONTROLS}                                         # 新华网 点击
  | \d+[条次]                                           # 新华网 12次
  | [大中小]\s[大中小]                                  # 新华网 大 中 小
    """,
    re.VERBOSE,
)
"""Where a value ends without another label."""
_CONTROL = re.compile(_CONTROLS)
_URL = re.compile(
    r"""
    (?: https?:// | www\. ) [\w./-]*                                     # http://www.example.cn/a.html
  | \b [\w-]+ (?: \.[\w-]+ )*                                           # example.com.cn
    \. (?: com | cn | net | org | hk | tw | gov ) \b (?: \.[a-z]{2} )?
    """,
    re.VERBOSE | re.ASCII,
)
_NOBODY = re.compile(
    rf"""
    {"|".join(words("nobody"))}
  | admin\w*                                            # admin2
  | [-\d\W_]*                                           # 123, --, nothing at all
    """,
    re.VERBOSE | re.IGNORECASE,
)
_REPORTER = re.compile(
    rf"""
    (?: 记者 | 撰稿 ) \s? :? \s{{0,3}}
    (?P<names> {_HAN}{{2,3}} (?: [ 、] {_HAN}{{2,3}} ){{0,4}}? )         # 王小明、李四
    (?=
        \s* (?:
            $
          | [)】/╱│|\]]                                                  # (记者王小明)
          | (?: 实习 )? (?: 通讯员 | 记者 )                              # 记者王小明 通讯员李四
          | 摄 | 图 | 文 | 报导 | 报道 | 综合                            # 记者王小明报道
        )
      | \s+ {_HAN}{{2,6}} \s?:                                           # 记者王小明 责任编辑:
      | (?: \s+ {_HAN}{{2,4}} | {_PLACES} ) \s?                          # 记者王小明 江边报道
        (?: 报导 | 报道 | \d{{1,2}}\s?[日月] )                           # 记者王小明台北11日电
    )
    """,
    re.VERBOSE,
)
_OUTLET = re.compile(
    r"""
    [\w·—-]{0,14}
    (?: 网 | 报 | 电视台? | 台 | 通讯社 | 中央社 | 新华社 | 中新社 | 周刊 | 杂志 | 在线 | 客户端 )  # 江边日报
  | \w{2,4}新闻                                                                                     # 江边新闻
    """,
    re.VERBOSE,
)
_GLUED_NAME = re.compile(
    rf"""
    (?<= \w\w[网網报報社] ) (?<! 互联网 ) (?<! 互聯網 )
    [{_COMMON_SURNAMES}] {_HAN}{{1,2}} $                # 全景网王小明
    """,
    re.VERBOSE,
)
"""A person's name right behind an outlet's; only the page's style sheet keeps them apart."""
_OTHER_DAY = re.compile(r"(?:注册|登[录陆]|生日|截止|到期|有效)[^\d]{0,8}$")
"""A label of a day that is not that of publication, before the date."""
_OFFICE = re.compile(r"\S{0,10}(?:记者|编辑|作者|通讯员)[:\s]*")
_EDITOR = re.compile(r"(?:编[辑审]?|责编|校对)\s?[:/]")
_PARTS = re.compile(r"[^\s|/╱]+")
_BETWEEN_NAMES = re.compile(r"[\s、,，]+")
_NO_PERSON = re.compile(r"[。！？!?:：@=\ufffd]|\.com|\d日")
_NO_OUTLET = re.compile(r"[。！？!?=\ufffd]")


def fold(text: str) -> str:
    """Fold the Traditional characters of labels to Simplified, full-width punctuation to half-width.

    The length stays the same, so that a match in the folded text has its place in the text.

    >>> fold("發佈時間：")
    '发布时间:'
    """
    return text.translate(_FOLD)


def from_line(text: str, order: Order = "") -> dict[str, str]:
    """Extract `source`, `author` and `date` (ISO 8601) from a line of publication data.

    Fields that the line does not have are missing. Editors are not authors; `未知`, `本站`, `网络`
    and the like are nobody. `order` is that of `find_date`.

    >>> from_line("来源：新华网 作者：张三 2012-03-04 10:20 【字号 大 中 小】")
    {'date': '2012-03-04T10:20', 'source': '新华网', 'author': '张三'}
    >>> from_line("記者王小明／台北報導")
    {'author': '王小明'}
    >>> from_line("责任编辑:李四 来源:未知")
    {}
    """
    line = text[:_MAX_LENGTH]
    date = find_date(line, order)
    if date and _OTHER_DAY.search(fold(line[: date.start])):
        return {}
    if date:
        line = f"{line[: date.start]}\t{line[date.end :]}"
    line = _URL.sub(" ", line)
    folded = fold(line)
    if not date and not _TELLING.search(folded):
        return {}
    labels = _labels(folded)
    fields = {"date": date.iso} if date else {}
    fields |= _labelled_values(line, labels)
    if "author" not in fields:
        fields["author"] = _reporter(line, folded)
    if date and "source" not in fields and not any(label.lastgroup == "source" for label in labels):
        end = labels[0].start() if labels else len(line)
        fields["source"] = _lone_outlet(line[:end], folded[:end])
    return {name: value for name, value in fields.items() if value}


def is_editor_line(text: str) -> bool:
    """Whether a line names an editor (`责任编辑:`, `編輯／`), who is not the author.

    >>> is_editor_line("【责任编辑：李四】"), is_editor_line("编辑部的故事")
    (True, False)
    """
    return bool(_EDITOR.search(fold(text[:_MAX_LENGTH])))


def is_nobody(name: str) -> bool:
    """Whether a value names no author or source: `佚名`, `网络`, `admin`, empty.

    >>> is_nobody("佚名"), is_nobody("张三")
    (True, False)
    """
    return bool(_NOBODY.fullmatch(fold(name)))


def persons(value: str) -> str:
    """Names of persons, separated by single spaces; empty if the value is not a person.

    >>> persons("本报记者 王小明、李四"), persons("江边日报"), persons("佚名")
    ('王小明 李四', '', '')
    """
    office = _OFFICE.match(fold(value))
    if office:
        value = value[office.end() :]
    names = _BETWEEN_NAMES.split(value.strip(_FRAMES))
    if len(names) == 2 and all(len(name) == 1 and _is_common_han(name) for name in names):
        names = ["".join(names)]  # 林 宇
    joined = " ".join(names).strip(_FRAMES)
    if _OUTLET.fullmatch(fold(joined)) or _NO_PERSON.search(joined) or not _is_name(joined):
        return ""
    return joined


def _labels(folded: str) -> list[re.Match[str]]:
    labels = list(_LABELS.finditer(folded))
    start = labels[0].start() if labels else 0
    if start and _is_common_han(folded[start - 1]):
        return labels[1:]  # the end of a longer word: 资金来源
    return labels


def _labelled_values(line: str, labels: Sequence[re.Match[str]]) -> dict[str, str]:
    """The first usable value of each kind of label."""
    values: dict[str, str] = {}
    for label, following in zip_longest(labels, labels[1:]):
        kind = str(label.lastgroup)
        if kind == "other" or kind in values:
            continue
        value = _until_end(line[label.end() : following.start() if following else len(line)])
        name = _outlet(value) if kind == "source" else persons(value)
        if name:
            values[kind] = name
    return values


def _until_end(text: str) -> str:
    text = text.lstrip()
    end = _VALUE_END.search(fold(text))
    if end:
        text = text[: end.start()]
    return text.strip(_FRAMES)


def _reporter(line: str, folded: str) -> str:
    reporter = _REPORTER.search(folded)
    return persons(line[slice(*reporter.span("names"))]) if reporter else ""


def _lone_outlet(text: str, folded: str) -> str:
    """The outlet that a line names without a label; empty if it names several."""
    parts = (text[part.start() : part.end()] for part in _PARTS.finditer(folded))
    outlets = {part for part in parts if _is_outlet(fold(part))}
    return outlets.pop() if len(outlets) == 1 else ""


def _is_outlet(folded: str) -> bool:
    return bool(_OUTLET.fullmatch(folded)) and not _CONTROL.search(folded)


def _outlet(value: str) -> str:
    """The name of an outlet: one word, or several that are not all Han (`UDN 聯合新聞網`)."""
    parts = value.split()
    kept = parts[:1]
    for before, part in pairwise(parts):
        if _is_common_han(before[-1]) and _is_common_han(part[0]):
            break
        kept.append(part)
    name = " ".join(kept).replace("《", "").replace("》", "").strip(_FRAMES)
    if not _OUTLET.fullmatch(fold(name)):
        name = _GLUED_NAME.sub("", name)
    return "" if _NO_OUTLET.search(name) or not _is_name(name) else name


def _is_name(value: str) -> bool:
    return _MIN_NAME <= len(value) <= _MAX_NAME and not is_nobody(value)


def _is_common_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"
