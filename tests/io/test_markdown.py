"""Markdown of kept blocks."""

from __future__ import annotations

from cleaner.document import Block, Role
from cleaner.io.markdown import markdown


def test_markdown() -> None:
    blocks = [
        Block("标题", Role.TITLE, tag="h1"),
        Block("首页", Role.NAVIGATION, tag="a"),
        Block("一、背景", tag="h2"),
        Block("正文到", tag="p"),
        Block("这里。", tag="p", glue=True),
        Block("第一", tag="li"),
        Block("第二", tag="li"),
        Block("引文", tag="blockquote"),
        Block("名\t值", tag="tr"),
        Block("甲|乙\t1", tag="tr"),
        Block("x = 1", tag="pre"),
        Block("y = 2", tag="pre"),
        Block("# 井号", tag="p"),
    ]
    assert markdown(blocks) == (
        "# 标题\n\n## 一、背景\n\n正文到这里。\n\n- 第一\n- 第二\n\n> 引文\n\n"
        "| 名 | 值 |\n| --- | --- |\n| 甲\\|乙 | 1 |\n\n```\nx = 1\ny = 2\n```\n\n\\# 井号"
    )
    assert not markdown(blocks, title=False).startswith("# ")
