"""Boilerplate inside a line: split it off, so that the rest of the line can stay."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaner.document import Block, Role
from cleaner.stages.select.cues.cue import cue
from cleaner.stages.select.cues.either_script import any_of
from cleaner.stages.select.cues.kinds import SURE, Cue, Kind
from cleaner.stages.select.cues.patterns import patterns, rows_of

_BACK = 90
"""So many characters at the end of a line are searched for what does not belong to it."""
_WORDS = any_of(
    "来源 来自 编辑 责编 摘自 转自 转载 选自 载自 录自 原标题 校对 审核 作者 未完 章完 查看 全文 全部 "
    "原文 更多 详 页 复制链接 打印 收藏 关闭 官网 官方 平台 网站 网址 域名 手机 app APP App 入口 下载 "
    "开奖 开户 注册 网投 麻将 娱乐 棋牌 彩票 博彩 赌场 百家乐 投注 好彩 一肖 记住 最新版 有限公司 "
    "www. .com .net .cc .vip .top .xyz ![ [1] 分享 延伸 最快 展开 收起 "
    "图库 （微博 (微博 股吧 行情 研报 论坛 团购 户型 点评 参数 报价 最新消息 相关： 相关: [s: [em "
    "自动识别 步骤 点击打开 追问 追答 回复 END 详情 wW Ww WWW 上一页 下一页 发表于 整理 编译 采写 综合 撰文"
)
"""One of them is in every line in which something is found within it or at its back."""
LINKS = 0.5
"""A block of which more is links belongs to a list of them: it goes or stays as a whole, whatever it says."""
_LITTER = frozenset((Kind.IMAGE_NAME, Kind.STRAY_MARK))
"""Kinds of lines that stand anywhere and say nothing about the lines around them."""
_PICTURE = re.compile(
    r"""
    \s*(?:[>*-]\s+)*(?:
        (?: !\[[^\[\]]*\] (?: \([^()\s]*(?:\s+"[^"]*")?\) )? \s* )+    # ![图一](a.png "题") ![]()
      | (?: !?\[\[ [^\[\]]{1,200} \.(?:png|jpe?g|gif|webp|bmp|svg) (?:\|[^\[\]]*)? \]\] \s* )+  # ![[a.png]]
      | \S.{0,60}_第\d{1,3}张图片?                                    # 给水缸装浮球_第1张图片
      | (?: \[\d\d[:：]\d\d\.\d{2,3}\] \s* )+                      # [00:14.67][01:26.37]
    )\s*
    """,
    re.VERBOSE,
)
"""A line of nothing but pictures in Markdown or a wiki, quoted or listed, the name of one, or the times of a
line of a song."""
_BEHIND = frozenset(
    (
        Kind.CONTROL,
        Kind.CONTROLS,
        Kind.PAGER,
        Kind.SHARE,
        Kind.NOVEL_SITE,
        Kind.INJECTED,
        Kind.LINK_LIST,
    )
)
"""Kinds of lines that also stand behind the last sentence of a paragraph."""
_MIN_PARAGRAPH = 60
"""Minimum length of such a paragraph, characters; a shorter line is judged as a whole."""
_LETTER = re.compile(r"\w")
_LAST = re.compile(r"[。！？…”」]([^。！？…”」]{4,})$")
"""What stands behind the last sentence of a line."""
_SCRIPT = re.compile(r"(?<=[。！？”」』])\s*(?:[$\w.]{1,40}\(|\(|var\s|window\.|document\.)[\x20-\x7e]{40,}$")
"""A script that a tool took for text, right behind the last sentence of a line."""
_SCRIPT_ENDS = frozenset(";)}")
_CALL = re.compile(r"function\s*\w*\(|document\.|window\.")
_CONTROL = Cue(Kind.CONTROL)
_SENTENCE_ENDS = frozenset("。”」？")
_FRONTS = frozenset("第(（[【标標上展发發点點查tcb12¶")


def split_inline(block: Block) -> tuple[Block, ...]:
    """The parts of a block, what was cut out of its line as blocks with their own roles.

    >>> [(b.text, b.kept) for b in split_inline(Block("第(2/3)页 快来个人啊。"))]
    [('第(2/3)页 ', False), ('快来个人啊。', True)]
    """
    if block.is_code or block.tag == "tr" or block.link_density > LINKS or not (found := _found(block.text)):
        return (block,)
    parts: list[Block] = []
    at = 0
    for start, end, known in found:
        if start < at:
            continue
        if start > at:
            parts.append(block.with_text(block.text[at:start]))
        parts.append(block.with_text(block.text[start:end]).as_role(known.role, known.reason))
        at = end
    rest = block.text[at:]
    if len(parts) > 1 and parts[-2].kept and not _LETTER.search(rest):  # the end of the sentence
        parts[-2] = parts[-2].with_text(parts[-2].text + rest)
    elif rest:
        parts.append(block.with_text(rest))
    if len(parts) < 2 or not any(part.kept and len(part.text.strip()) > 1 for part in parts):
        return (block,)
    return (parts[0], *(part.replace(glue=True) for part in parts[1:]))


def without_litter(blocks: Sequence[Block]) -> list[Block]:
    """The blocks of a text with the lines rejected that pictures and lost bullets left anywhere in it.

    The lines around them are judged as if they had never stood there.
    """
    found: list[Block] = []
    for block in blocks:
        kind = _litter(block.text) if block.kept and block.tag == "" else None
        found.append(block.as_role(kind.role, kind.reason) if kind else block)
    return found


def _litter(line: str) -> Kind | None:
    """The kind of litter that a line is; None if it is none."""
    if ("[" in line or "_第" in line) and _PICTURE.fullmatch(line):
        return Kind.IMAGE_NAME
    known = cue(line)
    is_litter = known is not None and known.strength == SURE and known.kind in _LITTER
    return known.kind if known is not None and is_litter else None


def _found(text: str) -> list[tuple[int, int, Cue]]:
    """Where in a line something stands that does not belong to it, from the front on."""
    found: list[tuple[re.Match[str], Cue]] = []
    if text.rstrip()[-1:] in _SCRIPT_ENDS and (script := _SCRIPT.search(text)) and _CALL.search(script[0]):
        return [(*script.span(), _CONTROL)]
    at, rows = patterns(), rows_of(text)
    whole = text[-1:] in _SENTENCE_ENDS
    if text.lstrip()[:1] in _FRONTS:
        found += [(match, known) for match, known in at["front"].matches(text, rows) if not match.start()]
    is_likely = at["within"].may_match(rows) or (not whole and at["back"].may_match(rows))
    if is_likely and _WORDS.search(text):
        found += at["within"].matches(text, rows)
        if not whole:
            found += at["back"].matches(text, rows, max(0, len(text) - _BACK))[:1]
    if not found and not whole:
        return _behind_last_sentence(text)
    return [(*match.span(), known) for match, known in found]


def _behind_last_sentence(text: str) -> list[tuple[int, int, Cue]]:
    """What stands behind the last sentence of a line, where its words alone say what it is."""
    last = _LAST.search(text, max(0, len(text) - _BACK))
    known = cue(last[1]) if last else None
    if last is None or known is None or known.strength != SURE or known.kind not in _BEHIND:
        return []
    if last.start(1) < _MIN_PARAGRAPH and known.role is not Role.ADVERTISEMENT:
        return []
    return [(last.start(1), len(text), known)]
