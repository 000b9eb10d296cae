"""What sites put inside the lines of an article, and words that only look like it."""

from __future__ import annotations

import pytest

from cleaner.document import Block
from cleaner.stages.select.inline import split_inline

FIRST = "灯塔建于一百年前，守塔的人换了四代。"
LAST = "后来船少了，塔上的灯还亮着。"
SCRIPT = 'ready(function() {var id = 2;var area = document.getElementById("poll");area.show(id);});'
CUT = {
    f"{FIRST}{SCRIPT}": FIRST,
    # widgets behind names
    "节日里，青川[图库]市中心挤满了人。": "节日里，青川市中心挤满了人。",
    "到场的有林小满(微博)、何大春(微博)等人。": "到场的有林小满、何大春等人。",
    "主持人林小满（微博）（微信号：linxiaoman）说了几句话。": "主持人林小满说了几句话。",
    "青川水泥(600123，股吧)昨日公告，产量翻番。": "青川水泥(600123)昨日公告，产量翻番。",
    "青川水泥（股吧 研报）昨日公告。": "青川水泥昨日公告。",
    "滨河花园(资料、团购、论坛)即将交房。": "滨河花园即将交房。",
    "青川一号(报价 图片 参数)上市了。": "青川一号上市了。",
    "他对《江边日报》(相关:理财 证券)说。": "他对《江边日报》说。",
    # codes of emoticons
    "走几步绊一脚[s:ac:惊]，真是的[s:ac：抓狂]。": "走几步绊一脚，真是的。",
    "好看[em_12]，再来一张[em:5]。": "好看，再来一张。",
    "[00:14.67][01:26.37]总猜不透你心里想什么": "总猜不透你心里想什么",
    "¶设计的草稿": "设计的草稿",
    "守塔的人换了四代。wwW.jiangBian。cOm灯还亮着。": "守塔的人换了四代。灯还亮着。",
    # controls between sentences
    f"图／林小满 分享 facebook {FIRST}": f"图／林小满{FIRST}",
    f"1 打开盖子。 步骤阅读 步骤阅读 2 {FIRST} 步骤阅读 END": f"1 打开盖子。 2 {FIRST}",
    f"{FIRST}http://u.example.com/ab (二维码自动识别)": FIRST,
    f"{FIRST} 提问人的追问 2013-07-17 10:31:17 {LAST}": f"{FIRST}{LAST}",
    f"{FIRST}点击打开链接": FIRST,
    # at the end of a line
    f"{FIRST} -END-": FIRST,
    f"{FIRST}详情点击>>": FIRST,
    f"{FIRST} 上一页 下一页": FIRST,
    f"{FIRST}（更多）": FIRST,
    f"{FIRST}(整理|江边网 林小满)": FIRST,
    f"{FIRST}（江边网（www.example.com）专稿，如需转载请注明出处。）": FIRST,
    f"{FIRST * 4}扫一扫在手机打开当前页": FIRST * 4,
    f"{FIRST * 4} 展开全文": FIRST * 4,
    f"{FIRST}澳门葡京娱乐场官方网站": FIRST,
    "这个帖子不错，收下了 详情 回复 发表于 2017-2-20 22:24": "这个帖子不错，收下了",
}
WHOLE = [
    f"把下面这一行加到页面的末尾：{SCRIPT}",
    f"{FIRST}print(lamp.height)",
    f"{FIRST * 4}打印",
    f"{FIRST * 4}再往下看：",
    f"{FIRST * 4}你们的关系是：你->朋友->陌生人",
    f"{FIRST * 4}原文链接：https://example.com/p/5",
    "[63:54]为保留项，[53:10]为物理页号",
    "[10:30]开始签到",
    "县里的新媒体（微博、微信）都发了通知。",
    "他在社交媒体（微博）上写道，水退了。",
    "请联系小李（微信号：li1234）报名。",
    "网上有论坛、图片和资料，他都看过。",
    "附件（图片）见下页。",
    "新图库建好了，图库[一]和图库[二]都能用。",
    "若要将文件加入[图库]中，请单击[图库]图标。",
    "股吧里有人说，这家公司要涨价了。",
    "她把照片分享 facebook 上的朋友看。",
    "数组写作 a[s:e:2]，步长是二。",
    "下面是步骤阅读的方法，一步一步来。",
    "循环写在 BEGIN 和 END 之间。",
    "故事讲完了。THE END",
    "书里夹着一张纸，上一页写着日期。",
    "详情见附件（一）。",
    "这篇文章转载请注明出处，他在信里这样写。",
    "他最早的论文发表于 1998 年。",
    "医生回复说，没有大碍。",
    "他一张一张整理（共十二箱）。",
]


def kept(line: str) -> str:
    parts = split_inline(Block(line))
    assert sorted("".join(part.text for part in parts)) == sorted(line)  # nothing is lost
    return "".join(part.text for part in parts if part.kept)


@pytest.mark.parametrize(("line", "rest"), CUT.items())
def test_what_does_not_belong_to_a_line_is_cut_out(line: str, rest: str) -> None:
    assert kept(line) == rest


@pytest.mark.parametrize("line", WHOLE)
def test_a_line_that_only_has_such_words_stays_whole(line: str) -> None:
    assert kept(line) == line
