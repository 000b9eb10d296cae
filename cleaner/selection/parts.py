"""Boilerplate inside a line: the block is split so that what is kept and what is not stand apart."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from cleaner.document import Block, Role
from cleaner.selection.scripts import both

_PLACES = (
    (
        Role.NAVIGATION,
        "pager",
        r"^\s*第?\s?（?第?\d{1,4}\s?[/／]\s?\d{1,4}\s?页?）\s?页?\s+|^\s*第\s?\d{1,4}\s?[/／]\s?\d{1,4}\s?页\s+|\s*第（\d{1,4}\s?[/／]\s?\d{1,4}）页\s*$",
    ),
    (
        Role.METADATA,
        "source, date or author",
        r"\s*(?:-{2,}|—{2,}|─{2,})\s*(?:摘录自|摘自|转自|转载自|选自|来自|来源[于：])\s*[《“]?[^。，；]{1,30}$|"
        r"\s*[（【\[]\s*(?:本文来源|文章来源|原标题|(?:责任|实习|见习|网络)?编\s?辑|责\s?编|来\s?源|校\s?对|审\s?核|作者单位)\s*[：丨|/]\s?[^）】\]。]{1,60}[）】\]]\s*$|"
        r"(?<=[。！？”])\s*(?:责任编辑|责编|本文来源|文章来源|编辑|来源)\s*[：丨]\s*[^。，；！？]{1,24}$",
    ),
    (
        Role.ADVERTISEMENT,
        "injected advertising",
        r"(?<=[《“【])[\w某·]{0,16}(?:棋牌|彩票|博彩|娱乐城|娱乐场|赌场|百家乐|体育投注|真人|电竞|捕鱼)[\w某·]{0,10}[_\-（｜|][^》”：]{0,12}（?官?方?(?:网站|官网|平台|网址|app|APP)）?[：_\-]",
    ),
    (
        Role.ADVERTISEMENT,
        "novel site",
        r"(?<=[。！？…”」])\s*(?:（?本章(?:未完|完)[^。]{0,24}）?|内容未完[^。]{0,24}|（?未完待续[^。]{0,12}）?)\s*$|"
        r"\s*(?:最新网址|最新域名|备用网址|手机用户请(?:浏览|访问)|手机阅读)\s*[：]?\s*(?:https?://)?[\w.\-/]{4,40}(?:阅读|,?更优质的阅读体验)?。?",
    ),
    (
        Role.NAVIGATION,
        "control",
        r"(?<=[。！？…”」.\]])\s*[\[【(（<>]{0,2}\s*(?:展开(?:阅读)?全文|展开全部|阅读全文|查看全文|点击查看全文|点击阅读全文|点击展开全文|收起全文|查看原文|阅读原文|点击查看更多|详细|详情)\s*[\]】)）>»∨↓]{0,3}\s*$",
    ),
)  # fmt: skip


@lru_cache(1)
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(f"({both(pattern)})" for _, _, pattern in _PLACES), re.IGNORECASE)


_HINT = re.compile(
    both(
        r"[/／]|来源|[编编]\s?辑|责\s?编|摘|转自|选自|官|网[站址]|原标题|完|全[文部]|域名|校对|审核|[详详]|原文|更多|手机"
    )
)


def split(block: Block) -> tuple[Block, ...]:
    """The parts of a block, what was cut out of its line as blocks with their own roles.

    >>> [(b.text, b.kept) for b in split(Block("第(2/3)页 快来个人啊。"))]
    [('第(2/3)页 ', False), ('快来个人啊。', True)]
    """
    text = block.text
    if not _HINT.search(text):
        return (block,)
    parts: list[Block] = []
    at = 0
    for match in _pattern().finditer(text):
        if len(match[0].strip()) >= len(text.strip()):
            return (block,)
        if match.start() > at:
            parts.append(replace(block, text=text[at : match.start()]))
        role, reason, _ = _PLACES[(match.lastindex or 1) - 1]
        parts.append(replace(block, text=match[0]).as_role(role, reason))
        at = match.end()
    if at < len(text):
        parts.append(replace(block, text=text[at:]))
    return (parts[0], *(replace(part, glue=True) for part in parts[1:]))
