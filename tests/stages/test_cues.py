"""Cues of single lines, in both scripts and both widths."""

from __future__ import annotations

import re

import pytest
from timing import assert_linear

from cleaner.document import Role
from cleaner.stages.select.cues import fields
from cleaner.stages.select.cues.cue import cue
from cleaner.stages.select.cues.kinds import LIKELY, SURE
from cleaner.stages.select.cues.patterns import patterns, rows_of

SURELY = {
    Role.METADATA: [
        "> 原文来自 [江边日报]",
        "始发于江边网：邓小雨",
        "网站地址 <https://www.example.com/a/1>",
        "擅长：从事妇产科临床工作二十余年，对妇产科常见病、多发病的诊治，疑难病例的会诊，以及各种手术前后的护理与康复指导都有丰富的经验，善于中西结合",
        "责任编辑：胡杨",
        "責任編輯:陳小西",
        "【编辑:李小】",
        "来源:青川日报 2018-05-11 09:10:02 浏览:12次",
        "來源：某某日報　2018年5月11日　09:10",
        "2025-10-12 08:20:10浏览31次",
        "一审：张三 二审：李四 三审：王五",
        "老陈 · 2015年03月22日 · 最后由 小林 回复于 2016年12月07日 · 3071 次阅读",
        "歇脚处 Linlin 11799℃ 28评论",
        "城南记录 百家号 05-06 08:00 关注",
        "04.09.2014  11:55",
        "08:30 2019/07/30 星期二",
        "2019年07月24日 11:30 最后更新：12:20",
        "发表于 2019-07-30 更新于 2023-05-10 分类于 部落格",
        "小林 最后提交于 1月前",
        "林小满 | 回答时间：2007-12-08 20:11:12",
        "category:民事",
        "关注 abc abc 本版等级： 本版专家分：17 结帖率：100%",
        "linxiaoman07-06 12:02 等级 31楼",
        "1.png (32.35 KB, 下载次数: 0)",
        "IP属地：浙江",
        "原创: 林小满 江边观察 今天",
        "江边网 · 3小时前",
        "分类 海岛 标签 灯塔、渔船 文章导航",
        "by adminPosted in 海岛Tagged 灯塔, 渔船",
        "> 本文由 [简读](http://example.com/a) 转码，原文地址来自[江边网](https://example.com/b)",
        "原文链接: https://example.com/2012/03/3.html",
        "publictime: 2015-12-07",
        "本帖最后由 拓荒牛 于 2014-5-12 08:40 编辑",
        "第 B1 版：要闻",
        "标签：兴城 下半场 民生",
        "小满 关注 IP属地: 贵州 0.387 2019.06.02 21:14:37 字数 1,032 阅读 2,518",
        "Posted on 2021-02-14 | In Homelab | Views: 3271 | Symbols count: 1.4k",
        "上架时间：2022-07-11 浏览：1873",
    ],
    Role.NAVIGATION: [
        "阿梅的厨房 + 关注",
        "读书笔记 订阅专栏",
        "在线咨询 已有1207人咨询",
        "查PDF原文",
        "产品详情 产品参数 客户评价",
        "首页 > 新闻 > 正文",
        "您现在的位置：首页 >> 通知公告",
        "上一篇：关于放假的通知",
        "下一則：男子涉盜竊被捕",
        "【打印】 【关闭】",
        "展开阅读全文",
        "1 2 3 4 5",
        "扫一扫在手机打开当前页",
        "首页 新闻 体育 财经 娱乐 军事",
        "广告 请继续往下阅读",
        "继续滑动看下一个",
        "谁看过这篇博文 加载中…",
        "点击图片进入下一页>>",
        "华丽的分割线",
        "点击上方「江边观察」关注我们",
        "ID:jiangbianguancha",
        "按赞同数排序",
        "往下看更多文章",
        "我们也开了专页，有账号的你，也可follow 我们吧",
        "大家正在搜：周末去哪儿",
        "收藏商品（人气 234） 举报",
        "请协助补充来源以改善这篇条目",
        "此条目需要补充更多来源",
    ],
    Role.RELATED: [
        "书迷正在阅读：渡口夜话灯下旧事山中岁月长谁偷了我的伞雨巷来客后娘养娃日常一枕黄粱我们的回忆",
        "相关阅读",
        "延伸閱讀：",
        "猜你喜欢",
        "热门资讯 TOP10",
        "大家都在看",
        "相邻推荐：",
        "猜您还喜欢看：",
    ],
    Role.COMMENT: [
        "网友评论(12)",
        "发表评论",
        "3条评论",
        "沙发",
        "精选留言（15）",
        "林小满 👍（54） 💬（1）",
    ],
    Role.DISCLAIMER: [
        "版权所有 © 2024 某某网",
        "某ICP备12345678号-1",
        "声明：本文仅代表作者个人观点，不代表本站立场。",
        "本文由网友上传，如侵犯您的权益请联系我们删除。",
        "===本书由江边书库整理，仅供试阅，请及时删除，勿作商用===",
        "说明：本书由江边网网友分享，请在下载后的24小时内删除，喜欢请支持正版。",
        "这是一份七年级语文期末试卷（原卷版+解析版），内有原卷版docx、解析版docx两个文件，共十六页，请点击下载。",
        "《渡口管理办法（修订版）》由会员分享，可在线阅读，更多相关《渡口管理办法》请在江边文库搜索。",
        "利用本公众号所提供的信息而造成的后果及损失，均由使用者本人负责。",
        "江边的技术文章仅供参考，利用此文造成的损失由使用者本人负责，未经授权请勿利用。",
    ],
    Role.ADVERTISEMENT: [
        "求月票！求推荐票！求收藏",
        "澳门葡京娱乐场官方网站",
        "一秒记住本站地址",
        "请到 www.example.com 接着看！",
        "喜欢就来江边中文逛逛！",
        "www.jiangbianTxt，net（小/说/天/堂）",
        "【手机小说下载网（www.example.com），欢迎推荐好书！】",
        "【江边贴吧 收集整理】",
    ],
    Role.SUMMARY: [
        "本文摘要：" + "灯塔建于一百年前，守塔的人换了四代。" * 10,
        "AI摘要（由AI生成）：船少了，灯还亮着。",
    ],
    Role.CAPTION: ["11.png", "图说：抓捕现场", "![](http://example.com/a.jpg)"],
    Role.BOILERPLATE: ["|", "•"],
    Role.DAMAGE: ["??????????:???"],
}
NEVER = [
    "请关注我们的孩子，他说，村里的学校只剩三个老师了。",
    "这个词始发于江边：当年那里还是渡口。",
    "原文来自一本旧账簿",
    "目前已有30人报名参加比赛",
    "油价上涨 引发关注",
    "产品详情请见下文",
    "这是一份手写的渡口账本，共三页，最后一页缺了角。",
    "这份地图由会员分享之后，大家都说画得好，欢迎下载使用的话是后来才加上的。",
    "老人说，澳门博彩业能有今天，靠的是百家乐，也靠码头上来来往往的船。",
    "请读完此条目再动手改。",
    "大家都在搜救队到来之前自己动手挖",
    "字数要求：不少于八百字，请写在方格里，不要写到线外面。",
    "他说完这句话，转身走出了编辑部。",
    "来源不明的消息最容易传播，这是多年来的经验。",
    "责任编辑老宋看完稿子，在旁边批了一行字：请核对附件。",
    "第一条 为了加强城市公园管理，制定本办法。",
    "记者：您修表多少年了？",
    "A.候鸟只在湿地停歇",
    "| 读音 | 拼音 | 词性 |",
    "春眠不觉晓",
    "“你好！”",
    "……",
    "* * *",
    "1",
    "时间：4月23日（周日）下午2:30",
    "时间:2019年8月14日上午9:00",
    "第四条 本办法自2019年5月1日起施行。",
    "分享是一种快乐，收藏也是，他在日记里这样写。",
    "等级：二级",
    "我们的故事写于昨天",
    "本文来自我的日记",
    "本文由此提出三点建议",
    "分类和标签的用法",
    "林小满 江边网 3月2日",
    "摘要：本文讨论了灯塔的历史与现状，并对未来的保护提出了三点建议。",
    "本文摘取了日记里的几段话。",
    "书迷们在书店门口排起了长队，队伍一直排到街角。",
    "AI正在改变我们的生活，没有人能置身事外。",
    "https://example.com/a/b",
    "10.1.2 安装",
    "1.2.3",
    "请到门口接着看！",
    "喜欢就来我家看看！",
    "categories: 海岛",
    "本书由江边出版社出版，讲的是守塔人的故事。",
    "他在江边贴吧整理了三年的资料",
    "10:00 a.m.",
    "9:00 p.m. - 10:00 p.m.",
    "报名时间：2017年3月22日9:00至3月28日17:00",
    "申论: 2017年4月22日14:00-16:30",
    "05-06 08:00 开幕式",
    "05-06 08:00",
    "### 21.5.1 适用场景",
    "炉温 1300℃",
    "author: 林小满",
    "最后由我回复他",
    "那断口藏在底下的时候怎么办，我们来接着往下看。",
    "我趴在井沿上往下看，只看见一个圆圆的天",
    "Window --> Preferences --> C/C++",
    "六度人脉：你->朋友->朋友->陌生人",
]


@pytest.mark.parametrize(("role", "line"), [(role, line) for role, lines in SURELY.items() for line in lines])
def test_a_line_that_alone_decides(role: Role, line: str) -> None:
    known = cue(line)
    assert known is not None
    assert (known.role, known.strength) == (role, SURE)
    assert known.reason


@pytest.mark.parametrize("line", NEVER)
def test_lines_of_articles_are_not_sure_to_be_anything_else(line: str) -> None:
    known = cue(line)
    assert known is None or known.strength == LIKELY


@pytest.mark.parametrize("line", ["", " ", "\0", "\ud800"])
def test_lines_without_words_have_no_cue(line: str) -> None:
    assert cue(line) is None


@pytest.mark.timeout(60)
@pytest.mark.parametrize("unit", ["好", " ", "【", "a>", "来源：", "1 ", "|", "2020-01-01 "])
def test_long_lines_take_linear_time(unit: str) -> None:
    assert_linear(cue, lambda size: unit * size)


@pytest.mark.parametrize("line", ["自杀防治咨询安心专线：0800-123456", "生命线协谈专线：1995", "1.75X"])
def test_lines_that_their_position_decides_about(line: str) -> None:
    found = cue(line)
    assert found is not None
    assert found.strength == LIKELY


@pytest.mark.parametrize("line", ["自杀防治需要全社会参与，专线已经开通。", "镜头可以放大1.75x，足够使用。"])
def test_lines_that_only_speak_of_them_have_no_cue(line: str) -> None:
    assert cue(line) is None


def test_headings_open_what_stands_below_them() -> None:
    assert all(found and found.opens for found in map(cue, ("相关阅读", "网友评论(3)")))
    assert not any(found and found.opens for found in map(cue, ("打印", "责任编辑：胡杨")))


def test_fields_are_told_apart() -> None:
    found = fields.parse("来源：青川日报 作者：邓小雨 2018-05-11 09:10")
    assert found is not None
    assert found.values == {"source": "青川日报", "author": "邓小雨", "date": "2018-05-11 09:10"}


@pytest.mark.parametrize("line", ["来源：他说，这是一个谜，谁也解不开", "太22:37", "推荐15条步道", "张三"])
def test_other_lines_are_no_fields(line: str) -> None:
    assert fields.parse(line) is None


@pytest.mark.parametrize("place", ["line", "section", "start", "lead", "inside", "phrase"])
def test_a_table_finds_what_its_patterns_find_one_by_one(place: str) -> None:
    """RE2 agrees with `re` on character classes and case."""
    table = patterns()[place]
    way = {"inside": "search", "phrase": "search", "line": "fullmatch", "section": "fullmatch"}.get(
        place, "match"
    )
    more = [
        "７楼",
        "共\u3000１２\xa0页",
        "RSS订阅",
        "ｒｓｓ",
        "某报_Ab1.JPG",
        "Ünal 12#沙发",
        "tel 7楼",
        "COPYRIGHT 2020",
    ]
    for text in [*more, *(line for lines in (*SURELY.values(), NEVER) for line in lines)]:
        each = [re.compile(pattern, re.IGNORECASE) for _, pattern in table.rows]
        found = [match for pattern in each if (match := getattr(pattern, way)(text))]
        first = min(found, key=lambda match: match.start(), default=None)
        expected = next((cue for cue, pattern in table.rows if first and pattern == first.re.pattern), None)
        assert table.find(text, rows_of(text)) == expected
