"""A page in one line is cut into its elements; what only looks like one is not."""

from __future__ import annotations

import pytest
from timing import assert_linear

import cleaner
from cleaner.text.flattened import unflattened

BODY = "昨晚七点，渡口的新灯塔亮了第一次，船工们站在岸边看了很久，谁也没有说话。"
PAGES = {
    "a breadcrumb": "您的位置：首页 > 社会 > 正文 渡口立起新灯塔 2019-06-11 09:12 来源：江岸周刊 "
    f"{BODY} 【编辑：小沈】",
    "bars": "江岸网首页 | 新闻 | 论坛 渡口立起新灯塔 发布时间：2019-06-11 浏览：650次 [字号 大 中 小] "
    f"{BODY} 上一条：大湖东岸步道动工 下一条：体检开始 版权所有：江岸网",
    "a menu with headings of lists": "江岸网首页 新闻 视频 专题 登录 当前位置：新闻 > 民生 渡口立起新灯塔 "
    f"2019-06-11 10:35:20 来源：江岸 点击：1822 分享到：微信 {BODY} "
    "责任编辑：沈 上一篇：体检开始 相关新闻 大湖东岸步道动工",
    "wide spaces": "浏览器不支持嵌入式框架    渡口立起新灯塔   2019年06月11日 07:02 来源：江岸周刊 "
    f"【字体：大 中 小】     　　{BODY}    责任编辑：小沈　　审核：老周 ",
}
OTHERS = {
    "a diary": f"二〇一九年六月十一日，我在渡口等船，手里拿着一份《江岸周刊》。{BODY}",
    "a date in a sentence": f"江岸周刊记者 小沈 2019年6月11日从渡口来源不明的消息里听说，灯塔要亮了。 {BODY}",
    "a title and a date alone": f"渡口立起新灯塔 2019年6月11日 {BODY}",
    "nothing but fields": "首页 社会 渡口立起新灯塔 2019-06-11 来源：江岸周刊 作者：小沈",
    "verse": "渡口的灯亮了 船还没有来 2019年6月 来源于一个梦",
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_a_page_in_one_line_gives_its_article(page: str) -> None:
    assert cleaner.clean(page) == f"渡口立起新灯塔\n{BODY}"


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_every_word_is_in_one_of_its_lines(page: str) -> None:
    lines = unflattened([page])
    assert len(lines) > 3
    assert "".join("".join(lines).split()) == "".join(page.split())


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_other_lines_stay(text: str) -> None:
    assert unflattened([text]) == [text]


def test_a_text_of_many_lines_is_not_flattened() -> None:
    text = [PAGES["bars"], *[BODY] * 3]
    assert unflattened(text) == text


def test_time_is_linear() -> None:
    assert_linear(lambda text: unflattened([text]), lambda count: PAGES["bars"] + f" {BODY} 好" * count, 500)
