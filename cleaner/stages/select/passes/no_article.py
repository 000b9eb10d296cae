"""Documents without an article: error pages, login pages, pages of nothing but links."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from cleaner.document import Block, Role
from cleaner.stages.select.line import Line
from cleaner.text.lost import is_lost

_ERROR = re.compile(
    r"\b(?:404|403|500|502)\b.{0,20}(?:not found|forbidden|error|错误|页面|gateway)|^\s*(?:404|403|502)\s*$|"
    r"(?:[页网]面|文章|帖子|链接|主题|[该此]内容)"
    r"(?:不存在(?!任何)|没有找到|未?找不?到|已经?被?(?:删除|失效|下架|移除))|"
    r"(?:访问|查看|要找|请求)的.{0,12}(?:不存在(?!任何)|已?被?删除|失效|找不到|未找到|走丢)|"
    r"\d+\s*秒后.{0,6}(?:跳转|返回)|"
    r"(?:系统|服务器).{0,4}(?:出错|错误|繁忙|异常)|page not found|access denied",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"登录|登入|登陆|注册|用户名|密码|验证码|账号|帐号|log\s?in|sign\s?in|password", re.IGNORECASE
)
_REQUEST = re.compile(r"[请請您]|忘[记記]|[没沒]有[账帐賬帳][号號户戶]")
"""What a form says to the reader; the article speaks of logging in without it."""
_FEW = 15
_MIN_TEASERS = 5
"""Minimum number of teasers on a page of nothing but teasers; an article may be cut off, or end so."""
_MIN_TEASER = 40
"""Minimum length of a teaser, characters."""
_CUT_OFF = re.compile(r"(?:(?<!…)…|⋯|\.{3}|\[(?:详细|全文)\]|(?:详细|全文|更多)\s*>{1,2})\s*$")


def why_no_article(blocks: Sequence[Block], evidence: Callable[[Block], Line]) -> str | None:
    """The reason why a document of these blocks holds no article at all, or None when it may hold one.

    Only documents of a few lines without a paragraph are suspected, and those of mostly lost characters or
    teasers.
    """
    texts = [block.text for block in blocks]
    if _are_lost(texts):
        return "the characters were lost: nothing but marks or mojibake in their place"
    teasers = [len(text) for text in texts if _is_teaser(text)]
    if len(teasers) >= _MIN_TEASERS and 2 * sum(teasers) > sum(map(len, texts)):
        return "only teasers"
    if len(texts) > _FEW:
        return None
    lines = [evidence(block) for block in blocks]
    if any(line.complete and line.size >= 40 for line in lines):
        return None
    if sum(map(len, texts)) < 300 and any(_ERROR.search(text) for text in texts):
        return "an error page"
    forms = sum(_is_of_form(text, line) for text, line in zip(texts, lines, strict=True))
    if forms * 2 > len(texts) > 2:
        return "a login page"
    framed = sum(line.cue is not None for line in lines)
    prose = any(line.prose and (line.cue is None or _is_long_caption(line)) for line in lines)
    brief = all(line.cue or line.size <= 12 for line in lines)
    many = framed * (3 if brief else 2) > len(lines) > 2
    return "only links and controls" if many and not prose else None


def _is_teaser(text: str) -> bool:
    """Whether a line is the start of an article, cut off; speech and thought also end in two ellipses."""
    return len(text) >= _MIN_TEASER and _CUT_OFF.search(text, len(text) - 8) is not None


def _is_of_form(text: str, line: Line) -> bool:
    """Whether a line belongs to a form for logging in."""
    return _LOGIN.search(text) is not None and (not line.complete or _REQUEST.search(text) is not None)


def _are_lost(texts: Sequence[str]) -> bool:
    """Whether more than six in ten lines hold nothing but the remains of lost characters."""
    others = 0
    for text in texts:
        others += not is_lost(text)
        if 10 * others >= 4 * len(texts):  # no need to look at the rest
            return False
    return bool(texts)


def _is_long_caption(line: Line) -> bool:
    """Whether the line may be all the text of news that is a picture."""
    return line.size > 60 and line.cue is not None and line.cue.role is Role.CAPTION
