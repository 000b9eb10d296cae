"""Metadata lines: labels such as `责任编辑`, dates, counts and credits, and their values.

A line is such a line when all of it is accounted for (`来源:某报 2018-05-11 09:10 浏览:12次`): what
remains beside labels, dates and counts is a short value, never a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import zip_longest

from cleaner.stages.select.cues.either_script import both
from cleaner.text.characters import COMMON_HAN, SENTENCE_ENDS

_DATE = (
    r"(?:"
    r"(?<!\d)(?:(?:19|20)\d\d\s?[-/.年]|(?<![\d.])\d\d\s?[-/年])\s?"
    r"(?:1[0-2]|0?[1-9])\s?(?:[-/.]|月)\s?(?:3[01]|[12]\d|0?[1-9])(?!\d)\s?日?"
    r"|(?<!\d)(?:3[01]|[12]\d|0[1-9])[-/.](?:1[0-2]|0[1-9])[-/.](?:19|20)\d\d(?!\d)"
    r")"
    r"(?:\s*[(（]?(?:星期|周)[一二三四五六日天][)）]?)?"
)
"""A day: `2018-05-11`, `18年5月11日`, `11.05.2018`, with the day of the week or without."""
_DAY = r"(?<![\d.:：/-])(?:1[0-2]|0?[1-9])(?:-|月)(?:3[01]|[12]\d|0?[1-9])日?"
"""A day of this year, which sites only print with the time: `05-06 08:00`."""
_TIME = (
    r"(?:[上下]午|晚上|凌晨)?(?<!\d)(?:[01]?\d|2[0-4])[：时][0-5]\d(?:[：分][0-5]\d秒?|分)?(?:\.\d+)?"
    r"(?:\s*[ap]\.?m\.?)?"
)
_AGO = r"(?:刚刚$|\d+\s*(?:秒|分钟|小时|天|周|个月|月|年)前|(?:昨天|前天|今天)(?=\s*\d|$))"
_COUNTED = (
    r"浏览|阅读|点击|点阅|评论|回复|回帖|人气|参与(?:互动)?|观看|播放|查看|点赞|"
    r"收藏|转发|分享|跟贴|跟帖|热度|访问|下载|赞|踩|赞同|[有没]用|有帮助|字数"
)
_COUNT = (
    rf"(?:{_COUNTED})(?:量|数|次数|人数|人次)?\s*：?\s*（?\s*\d[\d,.万]*\+?\s*(?:次|人|条|℃)?\s*）?|"
    rf"(?:已有|有|共)?\s*（?\d[\d,.万]*\+?）?\s*(?:次|人|条|个)?\s*(?:{_COUNTED})(?:量|数|次)?|"
    r"(?:评论|浏览|点击|阅读)\s*（\s*）"
)
_ROLES = (
    r"(?:责任|实习|网络|执行|本期|本文|值班|见习|版面|文字|图片|新媒体|美术|视觉)?编\s?辑|责\s?编|编\s?[审校]|审\s?[核稿校签定读]|"
    r"复\s?核|(?:责任)?校\s?对|校\s?审|[一二三初复终]\s?审|总?监\s?制|签\s?发|值班(?:编委|主任|总编辑?|领导|主编)|"
    r"(?:执行)?副?[主总]编辑?|策\s?划|统\s?筹|美\s?编|排\s?版|撰\s?[文稿]|采\s?[写编]|供\s?[稿图]|(?:本文|原文?|文章)?作\s?者|"
    r"译\s?者|编\s?译|翻\s?译|摄\s?[影像]|文\s?字|通讯员|发\s?布\s?[人者员]|录\s?入[员者人]?|上\s?传[者人]?|投稿[人者]|"
    r"[图视][片频]|图\s?文|出\s?品|剪\s?辑|制\s?[作图]|信息员"
)
_SOURCES = (
    r"(?:文章|信息|新闻|消息|稿件|内容|资料|图片|本文|数据|原文)?来\s*源于?|稿\s*源|出\s*处|转\s*自|转载自|摘\s*自|摘录自|"
    r"供稿单位|发布(?:单位|机构|部门)|作者单位|信息提供"
)
_DATES = (
    r"(?:发布|发表|更新|创建|修改|录入|编辑|上传|添加|发文|信息|文章|页面|最后更新|出版|刊发|上线|上架)(?:时\s*间|日\s*期|更新)|"
    r"(?:发布|发表|更新|刊登|最后更新|编辑|上传|最后修改)于|(?:回答|提问|回复)时间|发\s*布|最后更新|时\s*间|日\s*期"
)
_OTHERS = (
    rf"(?:{_COUNTED})(?:量|数|率|次数|人次)?|字\s*[体号级型](?:大小)?|(?:文章|新闻)?关键[词字]|本文标签|标\s*签|(?i:tags?)|"
    r"(?:文章|所属)?分\s*类|类\s*别|(?:所属)?栏\s*目|原文(?:链接|地址|标题|网址)|原标题|本文(?:链接|网址|地址)|本页地址|网\s*址|"
    r"索\s*引\s*号|发文(?:机关|字号|单位)|文\s*号|成文日期|公开(?:方式|范围|类别|形式|日期)|信息(?:分类|类别|名称|索引)|"
    r"(?<!\w)(?i:category|(?:public|pub|publish(?:ed)?|created?|updated?)[ _]?(?:time|date|at))|"
    r"(?<!\w)(?i:author|source|keywords|categories|views|comments)|"
    r"(?<!\w)(?i:(?:symbols|words?)[ _]count|reading[ _]time)|"
    r"IP\s?属地|主题(?:分类|词)|有\s*效\s*性|生成日期|公文种类|载体类型|分享[到至]?|版\s*次|期\s*号|记者|回答量|采纳率|帮助的人|获赞数?|粉丝数?|字\s*数|小说|书名|公告日期"
)
_WEAK = (
    r"摄\s?[影像]|文\s?字|图\s?[片文]|视\s?频|通讯员|记者|(?:文章)?分\s*类|类\s*别|文\s*号|网\s*址|策\s?划|统\s?筹|[主总]编|发\s*布|"
    r"译\s*者|编\s*译|翻\s*译|排\s?版|总?监\s?制|转\s*自|摘\s*自|(?:资料|图片|数据)来源|时\s*间|日\s*期|出\s?品|制\s?[作图]|剪\s?辑|"
    r"(?i:author|source|keywords|categories)|热度|小说|书名|字\s*数|公告日期|期\s*号|版\s*次|主题词|作\s?者|出\s*处|(?:文章|新闻)?关键[词字]|下载|访问|收藏|分享|评论|播放|观看|查看|回复|参与|[赞踩顶]|同意|反对|赞同|喜欢|推荐"
)  # labels that lists, forms, interviews and programmes of events also use
_NAME = rf"[{COMMON_HAN}A-Za-z·•.]{{1,8}}"
_NAMES = rf"{_NAME}(?:[\s、，/|&]{{1,3}}{_NAME}){{0,7}}"
_CREDIT = (
    rf"(?:{_ROLES})\s?[丨|/／\s]\s?{_NAMES}|[文图撰摄]\s?[/／丨|]\s?{_NAMES}|"
    r"(?:.{0,20}[\s/／）\]】—-])?(?:本报|本刊|本网|全媒体|特派|特约|见习|实习|首席|融媒体?)?"
    r"(?:记者|通讯员|特派员|实习生|特约撰稿人?)[\s/／：、，]?.{1,24}?[\s/／]?"
    r"(?:综合)?(?:报道|报导|摄影?|文|图|供稿|供图|整理|撰文|采写|编辑)|"
    r"(?:.{0,16}\s)?(?:本报|本刊|本网)?(?:记者|通讯员)(?:[\s、，/：]+(?:[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]\s[\u4e00-\u9fff])){1,6}|[^，：、]{2,16}(?:供稿|供图|翻摄|摄影报道)"
)
_SENTENCE = re.compile(rf"[{SENTENCE_ENDS}“”「」]|[，,].*[，,]")
_TEMPLATE = re.compile(r"[=<>{}]")
"""What is left of a template that was not filled in."""
_PART_OF_DAY = re.compile("[上下]午|晚上")
"""People write it of events, systems do not of publication."""
_SPAN = re.compile(
    both(r"(?:\d[：]\d\d(?:\s*[ap]\.?m\.?)?|日)\s*(?:至|到|[-—–~～]{1,2})\s*(?:次日|当日|[上下]午)?\s*\d"),
    re.I,
)
"""From one time to another: of an event, not of publication."""
_MOMENT = re.compile(both(r"(?:时\s*间|日\s*期)"))
_COMMA = re.compile(r"[,，、]")
_NUMBER = re.compile(r"[\d(（]")
_MARKED = re.compile(r".*[:：丨|]", re.DOTALL)
"""As far as labels can reach."""
_SAID = (
    r"(?:(?P<said>(?:最[后近]\s?)?(?:由\s?\S{1,16}\s)?(?:发[布表]|更新|编辑|修改|提交|回[复帖]|创建|上传)于)[：\s]*"
    r"|\b(?:date|time|posted(?: on)?|published|updated)\b[：\s]*)?"
)
"""What systems print in front of a date."""
_WHEN = re.compile(
    both(
        rf"{_SAID}(?:(?P<date>{_DATE})(?:[T\s,，]*(?P<time>{_TIME}))?|(?P<day>{_DAY})\s+{_TIME}|{_AGO})|{_TIME}"
    ),
    re.IGNORECASE,
)
_DEGREES = re.compile(r"(?<![\d.])\d{3,}\s?℃")
"""How popular something is, beside other counts; nothing is as hot."""
_CONTROLS = re.compile(
    both(
        r"[\s·|]*(?:\+?关注|评论|分享|收藏|举报|(?:来自|发布于)\s?\S{2,8})(?:[\s·|]+(?:\+?关注|评论|分享|收藏|举报))*"
    )
)
"""What stands behind the date in the line of an account."""
_MAX_VALUE = 40
"""Maximum length of the value of a label, characters."""
_TRIM = " \t\u3000\xa0|/,，、:：;；()（）[]【】<>《》-—–_·•*+⽇日期"


@dataclass(frozen=True, slots=True)
class Fields:
    """What a metadata line holds; `sure` when its labels leave no doubt."""

    sure: bool
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Patterns:
    """`timed` and `counted` are cheap: what they do not find holds no moment, no count."""

    label: re.Pattern[str]
    weak: re.Pattern[str]
    count: re.Pattern[str]
    credit: re.Pattern[str]
    hint: re.Pattern[str]
    timed: re.Pattern[str]
    counted: re.Pattern[str]


@lru_cache(1)
def _patterns() -> _Patterns:
    label = rf"(?P<source>{_SOURCES})|(?P<author>{_ROLES})|(?P<date>{_DATES})|(?P<other>{_OTHERS})"
    forms = (
        rf"(?:{label})\s*[：丨|]|(?P<filed>分类于)\s",
        _WEAK,
        _COUNT,
        _CREDIT,
        r"[：丨|/／\d\s]|记者|通讯员|供稿|供图|摄|刚刚",
        r"[\d刚昨前今](?:\s?(?:[-/.年月]\s?|[：时])\d|\s*(?:秒|分钟|小时|天|周|个?月|年)前|[刚天])",
        r"[览读击论复帖与气看放赞藏发享贴度问载踩用助数]",  # the last characters of what is counted
    )
    return _Patterns(*(re.compile(both(form)) for form in forms))


def parse(line: str) -> Fields | None:
    """The fields of a line that is nothing but metadata, otherwise None.

    >>> parse("来源:青川日报 2018-05-11 09:10:02 浏览:12次").values
    {'date': '2018-05-11 09:10:02', 'source': '青川日报'}
    >>> parse("来源:他说,这是一个谜。") is None
    True
    """
    found = _patterns()
    if not found.hint.search(line) or line[-1] in SENTENCE_ENDS:
        return None
    when, rest = _without_moments(line)
    if when and _SPAN.search(line):
        return None  # of an event, not of the article
    rest, counts = _without_counts(rest)
    marked = _MARKED.match(rest)
    labels = list(found.label.finditer(rest, 0, marked.end())) if marked else []
    if not (when or counts or labels):
        return _credit(line)
    values = _labelled(line, rest, labels, when)
    if values is None:
        return None
    before = rest[: labels[0].start()].strip(_TRIM) if labels else rest.strip(_TRIM)
    named = {"date": when[0].strip()} if when and when["date"] else {}
    named |= {name: value for name, value in values.items() if value}
    if _SENTENCE.search(before) or len(before) > _room(when, counts, labels, rest):
        return _credit(line, named)
    if not (labels or counts or (when and _is_published(line, rest, when, before))):
        return None
    return Fields(counts > 0 or _has_strong(labels) or _is_sure(line, when, before), named)


def _without_moments(line: str) -> tuple[re.Match[str] | None, str]:
    """The first day that a line tells, or else the first moment, and the line without any."""
    if not _patterns().timed.search(line):
        return None, line
    moments = list(_WHEN.finditer(line))
    when = next((moment for moment in moments if moment["date"]), moments[0] if moments else None)
    return when, _WHEN.sub(" ", line) if when else line


def _without_counts(line: str) -> tuple[str, int]:
    """A line without what it counts, and how much that is."""
    found = _patterns()
    if not found.counted.search(line) or not _NUMBER.search(line):
        return line, 0
    rest, counts = found.count.subn(" ", line)
    if not counts:
        return rest, 0
    rest, degrees = _DEGREES.subn(" ", rest)
    return rest, counts + degrees


def _labelled(
    line: str, rest: str, labels: Sequence[re.Match[str]], when: re.Match[str] | None
) -> dict[str, str] | None:
    """Source and author from the values of labels; None where one is a sentence, or tells of an event."""
    values: dict[str, str] = {}
    for label, following in zip_longest(labels, labels[1:]):
        end = following.start() if following else len(rest)
        value = rest[label.end() : end].lstrip().strip(" \t\u3000|/,，()（）[]【】—-")
        if len(value) > _MAX_VALUE or _SENTENCE.search(value):
            return None
        alone = when and when["date"] and not rest[: label.start()].strip(_TRIM)
        if _MOMENT.match(label[0]) and (not alone or _PART_OF_DAY.search(line)):
            return None
        if value and not _TEMPLATE.search(value) and (kind := label.lastgroup) in ("source", "author"):
            values.setdefault(kind, value)
    return values


def _has_strong(labels: Sequence[re.Match[str]]) -> bool:
    """Whether one of the labels is none that lists, forms and programmes of events also use."""
    return any(not _patterns().weak.fullmatch(label[0].rstrip(" \t\u3000:：丨|")) for label in labels)


def _room(when: re.Match[str] | None, counts: int, labels: Sequence[re.Match[str]], rest: str) -> int:
    """Maximum length of what stands in a line beside labels, moments and counts, characters."""
    if when and any(mark in when[0] for mark in ":：前"):
        return 30
    if labels or when or (counts > 1 and rest[-1] in " )）"):
        return 16
    return 4 if counts else 0


def _is_published(line: str, rest: str, when: re.Match[str], before: str) -> bool:
    """Whether a moment is that of publication, where neither a label nor a count stands beside it."""
    if when["day"]:
        return bool(line[: when.start()].strip(_TRIM)) and _ends(line, when)
    told = when["date"] or when["said"] or not before
    return bool(told) and not _COMMA.search(rest.strip(" \u3000"))


def _ends(line: str, when: re.Match[str]) -> bool:
    """Whether nothing stands behind a moment but the controls of an account."""
    behind = line[when.end() :].strip()
    return not behind or _CONTROLS.fullmatch(behind) is not None


def _is_sure(line: str, when: re.Match[str] | None, before: str) -> bool:
    """Whether a moment leaves no doubt that its line is one of metadata."""
    if when is None:
        return False
    if when["day"]:
        return " " in before
    if when["said"]:
        return True
    is_clock = not when["date"] and "前" not in when[0]  # of an event as well
    timed = any(mark in when[0] for mark in ":：前") and not is_clock
    dashed = bool(when["date"]) and len(before) <= 4 and "月" not in when[0]
    return dashed or (timed and len(before) <= 12)


def _credit(line: str, values: dict[str, str] | None = None) -> Fields | None:
    """The fields of a line that names who wrote or photographed."""
    return Fields(False, values or {}) if _patterns().credit.fullmatch(line) else None
