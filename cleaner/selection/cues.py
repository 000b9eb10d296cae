"""What the words and the shape of one line say about it, before position and neighbours have a say.

`cue` knows the kinds of lines that pages wrap around an article: fields of metadata, controls,
breadcrumbs, heads of link lists, disclaimers, advertising, marks left by junk tags. The words are in
`cues.txt`. A cue is not a verdict: the same words also occur in articles, so each cue says how far
it can be trusted alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from importlib import resources

from cleaner.document import Role
from cleaner.selection import fields
from cleaner.selection.scripts import any_pair, both, first_characters, needed_pairs, pairs_of

SURE, LIKELY = 1.0, 0.5
MARKS = (
    " \t\r\u3000\xa0\u200b|│┃丨¦·•●○■□◆◇★☆※▲△▼▽►▶◎⊙⚫…→←↑↓⬇⇒»«›‹><》《"
    "【】[]()（）{}「」『』〔〕〖〗*_-—–─=~～#＃^、，,。.：:;；/／\\&§+＋"
)
"""What may stand around the words of a control or a heading: brackets, bullets, arrows, rules."""


@dataclass(frozen=True, slots=True)
class Cue:
    """What a line looks like.

    `strength` is `SURE` when the line alone decides and `LIKELY` when position or neighbours must
    agree. `opens` means that the line is a heading and that the lines below it share its role.
    """

    role: Role
    reason: str
    strength: float = SURE
    opens: bool = False


_FIELDS, _MAYBE_FIELDS = (Cue(Role.METADATA, "source, date or author", s) for s in (SURE, LIKELY))
_DISCLAIMER, _MAYBE_DISCLAIMER = (Cue(Role.DISCLAIMER, "disclaimer", s) for s in (SURE, LIKELY))
_BREADCRUMB = Cue(Role.NAVIGATION, "breadcrumb")
_MAYBE_BREADCRUMB = Cue(Role.NAVIGATION, "breadcrumb", LIKELY)
_HEADLINE = Cue(Role.RELATED, "headline with a date", LIKELY)
_MENU = Cue(Role.NAVIGATION, "menu")
_CONTROLS = Cue(Role.NAVIGATION, "controls")
_STRAY = Cue(Role.BOILERPLATE, "stray mark")
_RUBBLE = Cue(Role.DAMAGE, "lost characters")


@dataclass(frozen=True)
class Table:
    """All patterns of one place with their cues; the first that matches counts.

    Patterns that stand at the beginning of a text are tried by its first character, those that are
    looked for inside it by the pairs of characters that they cannot match without.
    """

    rows: tuple[tuple[Cue, str], ...]
    _ready: dict[str, tuple[re.Pattern[str], ...]] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return self._compile(range(len(self.rows)))

    @cached_property
    def _by_first(self) -> dict[str, list[int]]:
        """The rows by the characters they can begin with; those that begin with any under ""."""
        found: dict[str, list[int]] = {}
        for number, (_, pattern) in enumerate(self.rows):
            for first in first_characters(pattern) or ("",):
                found.setdefault(first, []).append(number)
        return found

    @cached_property
    def _by_pair(self) -> dict[str, list[int]]:
        """The rows by the pairs of characters one of which they need; those that need none under ""."""
        found: dict[str, list[int]] = {}
        for number, (_, pattern) in enumerate(self.rows):
            for pair in needed_pairs(pattern) or ("",):
                found.setdefault(pair, []).append(number)
        return found

    @cached_property
    def _pairs(self) -> re.Pattern[str]:
        return any_pair(self._by_pair.keys() - {""})

    @cached_property
    def _each(self) -> list[re.Pattern[str]]:
        return [re.compile(pattern, re.IGNORECASE) for _, pattern in self.rows]

    def whole(self, text: str) -> Cue | None:
        for pattern in self._beginning(text):
            if match := pattern.fullmatch(text):
                return self.named(match)
        return None

    def begins(self, text: str) -> Cue | None:
        for pattern in self._beginning(text):
            if match := pattern.match(text):
                return self.named(match)
        return None

    def holds(self, text: str) -> Cue | None:
        """The cue of the first match in the text, of those at one place that of the first row."""
        low = text.lower()
        pairs = {low[match.start() : match.end() + 1] for match in self._pairs.finditer(low)}
        able = {number for pair in ("", *pairs) for number in self._by_pair.get(pair, ())}
        found = [(match.start(), n) for n in able if (match := self._each[n].search(text))]
        return self.rows[min(found)[1]][0] if found else None

    def named(self, match: re.Match[str]) -> Cue:
        return self.rows[int((match.lastgroup or "n0")[1:])][0]

    def _beginning(self, text: str) -> tuple[re.Pattern[str], ...]:
        first = text[:1].lower()
        first = "0" if first.isdecimal() else first if first in self._by_first else ""
        if first not in self._ready:
            rows = [self._by_first[key] for key in dict.fromkeys((first, "")) if key in self._by_first]
            self._ready[first] = tuple(map(self._compile, rows))
        return self._ready[first]

    def _compile(self, numbers: Iterable[int]) -> re.Pattern[str]:
        return re.compile("|".join(f"(?P<n{n}>{self.rows[n][1]})" for n in numbers), re.IGNORECASE)


@lru_cache(1)
def tables() -> dict[str, Table]:
    """The tables of `cues.txt`, by place."""
    source = resources.files("cleaner.selection").joinpath("cues.txt").read_text("utf-8")
    rows: dict[str, list[tuple[Cue, str]]] = {}
    for line in source.splitlines():
        if head := _HEAD.fullmatch(line):
            role, reason, place, strength, opens = head.groups()
            known = Cue(Role(role), reason, SURE if strength == "sure" else LIKELY, bool(opens))
        elif line and not line.startswith("#"):
            rows.setdefault(place, []).append((known, both(line)))
    return {place: Table(tuple(found)) for place, found in rows.items()}


_HEAD = re.compile(r"\[(\w+) \| ([\w, ]+) \| (\w+) \| (\w+)( \| opens)?\]")
_STOPS = frozenset("。”」，")
"""A line that ends so is (part of) a sentence: no control, heading or field."""
_WORDS = pairs_of(
    "隐私 咨询 彩神 大发 争霸 书架 书签 朋友 好友 按赞 追踪 粉丝 以上是 帮助 没有解决 content_ "
    "enpp 更新 网址 域名 弹窗 手打 全文 txt 首发 笔趣 顶点 章节 记住 手机 盗版 正版 扫一 扫描 "
    "扫码 扫下 扫上 扫二 扫左 扫右 扫此 识别 微信 公众 微博 客户端 app APP App 订阅 点击 分享 "
    "转播 转发 同步 推荐 往下 账号 帐号 信号 微信号 登录 热线 爆料 报料 投稿 邮箱 喜欢 觉得 加入 "
    "ICP icp 公网 copy Copy COPY 版权 eserved ESERVED owered 标识码 许可 备案 举报 红盾 增值 文化 "
    "视听 新闻 观看 成人 在线 无码 一区 二区 三区 精品 视频 影院 赌场 赌博 赌球 博彩 官网 娱乐 "
    "投注 彩票 彩金 合彩 快三 赛车 老虎机 发票 约炮 裸聊 报纸 评价 际遇 方向键 私服 网赚 一肖 "
    "平特 百家乐 棋牌 开户 荷官 xx XX 捕鱼 免费 国产 无遮挡 关注 添加 长按 下载 图说 图注 图为 "
    "图释 配图 供图 提供 者摄 /摄 摄影 资料照 资料图 六合 特一"
)
"""Pairs of characters: at least one is in every line that a pattern for places inside a line can match."""
_BEFORE = " \t\u3000*※·•◎◆【[（(注：:.、-0123456789"
_DATED = re.compile(
    r"^.{8,90}[\s\])）\D](?:(?:19|20)\d\d[-/.])?[01]?\d[-/.][0-3]?\d(?:\s+[0-2]?\d:[0-5]\d(?::\d\d)?)?\s?(?:\s\S{1,8})?$"
    r"|^\[?[01]?\d[-/][0-3]?\d\s+[0-2]?\d:[0-5]\d\]?\s?\D.{6,60}$"
)
_NUMBERS = re.compile(r"\d[-/.]\d")
"""What every date in figures holds."""
_STEP = re.compile(r"[>›»→＞]| / ")
_STEPS = re.compile(r"\s*[>›»→＞]+\s*")
_NO_PATH = re.compile(r"[。！？=;；(]")
_TOKENS = re.compile(r"[\s|│┃丨¦·•,，、\-–—_/．>»<\[\]【】()（）:：?？]+")


def cue(text: str) -> Cue | None:
    """What kind of boilerplate a line looks like, or None when nothing speaks against it.

    >>> cue("责任编辑:胡杨").reason
    'source, date or author'
    >>> cue("相关阅读").opens
    True
    >>> cue("编辑部的故事讲完了。") is None
    True
    """
    return _remembered(text) if len(text) <= 160 else _cue(text)


def _cue(text: str) -> Cue | None:
    size = len(text)
    sentence = text[-1:] in _STOPS
    if sentence and size > 20 and (size > 160 or not _worded(text)):
        return _disclaimer(text) if size <= 800 else None
    core = text.strip(MARKS)
    if len(core) <= 160:
        core = " ".join(core.split())
    size = len(core)
    if size < 2:
        return _bare(text, core)
    if ("?" in text or "\ufffd" in text) and text.count("?") + text.count("\ufffd") > 0.4 * len(text) > 1.2:
        return _RUBBLE
    at = tables()
    if size <= 60 and not sentence and (known := at["line"].whole(core)):
        return known
    if size <= 160:
        if (known := at["start"].begins(core)) or (not sentence and (known := _path(core) or _row(core))):
            return known
        ended = sentence or text.rstrip()[-1] in "！？!?；;"
        if not ended and (fielded := fields.parse(core)):
            return _FIELDS if fielded.sure else _MAYBE_FIELDS
        if not ended and _NUMBERS.search(core) and _DATED.search(core):
            return _HEADLINE
        if _worded(text) and (known := at["inside"].holds(core)):
            return replace(known, strength=LIKELY) if ended or size > 80 else known
    return _disclaimer(text) if size <= 800 else None


_remembered = lru_cache(16384)(_cue)
"""Labeller, passes and roles all ask about the same lines."""


def _worded(text: str) -> bool:
    """Whether a search for patterns inside a line is worth its time."""
    return _WORDS.search(text) is not None or "©" in text or "摄" in text[-3:] or "攝" in text[-3:]


def _bare(text: str, core: str) -> Cue | None:
    """One character or none beside marks: a stray bullet, a close button; rulers and dots are not."""
    marks = text.split()
    if not marks or core.isdigit():
        return None
    if core:
        return tables()["line"].whole(core) or (_STRAY if core in "|�□" else None)
    return _STRAY if max(map(len, marks)) <= 2 and marks[0][0] not in "…*" else None


def _path(core: str) -> Cue | None:
    """Steps to a page (`某网 > 新闻 > 正文`)."""
    if not _STEP.search(core):
        return None
    steps = _STEPS.split(core)
    if len(steps) > 2 and max(map(len, steps[:-1])) <= 14 and not _NO_PATH.search(core):
        return _BREADCRUMB
    if (
        1 < len(slashed := core.split(" / ")) < 6
        and max(map(len, slashed)) <= 8
        and not _NO_PATH.search(core)
    ):
        return _MAYBE_BREADCRUMB
    return _BREADCRUMB if len(steps) == 2 and steps[1] in ("正文", "文章", "内容", "详情", "列表") else None


def _row(core: str) -> Cue | None:
    """A row of controls (`打印 收藏 关闭`) or of section names (`首页 新闻 体育`)."""
    tokens = [token for token in _TOKENS.split(core) if token][:24]
    if len(tokens) < 2 or max(map(len, tokens)) > 16:
        return None
    sections = controls = others = 0
    for token in tokens:
        section, control = _kind(token)
        sections += section
        controls += control
        others += not (section or control)
        if others * 2 > len(tokens):
            return None
    if controls == len(tokens):
        return _CONTROLS
    most = max(sections, controls)
    enough = most > 1 and len(tokens) > 2 and most * (2 if most > 2 else 1.5) >= len(tokens)
    return _MENU if enough else None


@lru_cache(8192)
def _kind(token: str) -> tuple[bool, bool]:
    """Whether a word is the name of a section, and whether it is a control."""
    known = tables()["line"].whole(token)
    return tables()["section"].whole(token) is not None, known is not None and known.role is Role.NAVIGATION


def _disclaimer(text: str) -> Cue | None:
    """A sentence that begins like a disclaimer and holds the phrases of one."""
    head = text.lstrip(_BEFORE)[:400]
    if not tables()["lead"].begins(head):
        return None
    phrases = tables()["phrase"]
    found = len(phrases.pattern.findall(head)) if phrases.holds(head) else 0
    if not found:
        return None
    return _DISCLAIMER if found > 1 or len(text) <= 60 else _MAYBE_DISCLAIMER
