"""Selection in plain text: which lines are kept, with which role."""

from __future__ import annotations

import pytest
from timing import assert_linear

import cleaner
from cleaner.document import Block, Document, Role
from cleaner.stages.select import Select
from cleaner.stages.select.line import evidence_of_all
from cleaner.stages.select.passes.position import reject_sections

FIRST = "昨日，城东街道开展消防进社区活动，社区工作人员为居民现场讲解用电常识。"
SECOND = "随后，消防人员演示了灭火器的使用方法，居民们纷纷上前动手体验。"
_TEASER = f"传来消息，{SECOND[4:-1]}，活动持续了整整一个上午，许多居民…"
TEASERS = "\n".join(name + _TEASER for name in ("甲街", "乙街", "丙街", "丁街", "戊街", "己街"))


def roles(*lines: str) -> list[Role]:
    """Roles of lines of plain text; for a split line, that of its first part."""
    return [b.role for b in Select()(Document(blocks=tuple(map(Block, lines)))).blocks if not b.glue]


def kept(text: str, **options: str) -> list[str]:
    blocks = tuple(Block(line) for line in text.splitlines())
    return [b.text for b in Select(**options)(Document(blocks=blocks)).blocks if b.kept]  # type: ignore[arg-type]


def test_a_clean_text_is_not_touched() -> None:
    document = Document(blocks=(Block(FIRST), Block(SECOND)))
    assert Select()(document).blocks == document.blocks


def test_the_first_short_line_is_the_title() -> None:
    document = Select()(Document(blocks=(Block("消防知识进社区"), Block(FIRST))))
    assert document.blocks[0].role is Role.TITLE
    assert document.title == "消防知识进社区"


def test_metadata_lines_fill_the_metadata() -> None:
    lines = ("消防知识进社区", "来源：青川日报 作者：邓小雨 2018-05-11 09:10", FIRST, SECOND)
    document = Select()(Document(blocks=tuple(map(Block, lines))))
    assert document.metadata["source"] == "青川日报"
    assert document.metadata["author"] == "邓小雨"
    assert document.metadata["date"] == "2018-05-11T09:10"


def test_known_metadata_is_not_overwritten() -> None:
    document = Document(blocks=(Block("来源：乙报"), Block(FIRST)), metadata={"source": "甲报"})
    assert Select()(document).metadata["source"] == "甲报"


def test_comments_go_or_stay_as_told() -> None:
    text = "\n".join(["消防知识进社区", FIRST, SECOND, "网友评论(2)", "路人甲：写得真好。"])
    assert kept(text)[-1] == SECOND
    assert kept(text, comments="keep")[-1] == "路人甲：写得真好。"


def test_captions_go_or_stay_as_told() -> None:
    text = "\n".join([FIRST, "图说：活动现场", SECOND])
    assert kept(text) == [FIRST, SECOND]
    assert kept(text, captions="keep") == [FIRST, "图说：活动现场", SECOND]


def test_a_list_below_its_heading_goes() -> None:
    got = roles(FIRST, SECOND, "相关阅读", "春季防火通告", "老街改造完成")
    assert got == [Role.BODY, Role.BODY, *[Role.RELATED] * 3]


def test_sources_with_their_addresses_are_no_list_of_links() -> None:
    sources = ["灭火器的种类 - http://fire.example.org/2017", "水带的铺设 - http://fire.example.org/2018"]
    links = ["居民楼道里的杂物谁来清理", "老旧小区加装消防栓"]
    for below, stays in ((sources, True), (links, False)):
        blocks = [Block(text) for text in (FIRST, SECOND, "相关链接", *below)]
        reject_sections(blocks, evidence_of_all(blocks))
        assert [block.kept for block in blocks] == [True, True, stays, stays, stays]


def test_a_disclaimer_goes_in_both_languages() -> None:
    disclaimer = "免责声明：本文仅代表作者个人观点，与本站无关。"
    english = "Notice: The content above is uploaded by users and only represents their own opinions."
    assert kept("\n".join([FIRST, SECOND, disclaimer, english])) == [FIRST, SECOND]
    assert kept("\n".join([FIRST, english, SECOND])) == [FIRST, english, SECOND]


def test_a_heading_with_paragraphs_below_stays() -> None:
    aside = [
        "据了解，这一制度已经实行了十二年，覆盖全区四十六个社区，每年培训居民超过两万人次。",
        "邻近的三个城区也在筹备类似的活动，预计年底前将在所有街道设立固定的消防体验点和展板。",
    ]
    assert kept("\n".join([FIRST, SECOND, "相关链接", *aside]))[2:] == ["相关链接", *aside]


def test_words_of_boilerplate_inside_the_article_stay() -> None:
    lines = [FIRST, "登录平台的人太多，服务器一度打不开。", "转载这篇文章的网站有几十家。", SECOND]
    assert kept("\n".join(lines)) == lines


def test_an_organisation_signs_with_its_date() -> None:
    lines = ["关于停水的通知", FIRST, "特此通知。", "青川县自来水公司", "2018年5月11日"]
    assert kept("\n".join([*lines, "【打印】 【关闭】"])) == lines


def test_repeats_and_refrains() -> None:
    assert kept("\n".join([FIRST, SECOND, FIRST, SECOND])) == [FIRST, SECOND]
    verse = ["渡口", "我在渡口等你", "等一盏灯", "慢慢亮起", "我在渡口等你", "等一封信", "慢慢寄到"]
    assert kept("\n".join(verse)) == verse


def test_a_summary_that_only_repeats_goes() -> None:
    assert kept("\n".join(["消防进社区", "核心提示", FIRST[:30] + "...", FIRST, SECOND])) == [
        "消防进社区",
        FIRST,
        SECOND,
    ]
    own = "摘要：本文讨论了灯塔的历史与现状，并对未来的保护提出了三点建议。"
    assert own in kept("\n".join(["灯塔的历史", own, FIRST, SECOND]))


@pytest.mark.parametrize(
    "picture",
    ["> ![](https://example.com/a.png)", "- ![图](a.jpg)", "![[夏夜.webp]]", "[[a.png]] [[b.jpg|300]]"],
)
def test_lines_of_nothing_but_pictures_go(picture: str) -> None:
    assert kept("\n".join([FIRST, picture, SECOND])) == [FIRST, SECOND]


def test_a_link_of_a_wiki_is_no_picture() -> None:
    assert kept("\n".join([FIRST, "[[消防栓]]", SECOND])) == [FIRST, "[[消防栓]]", SECOND]


@pytest.mark.parametrize("mark", ["。", "，", "、", "！"])
def test_a_mark_that_a_break_parted_from_its_sentence_stays(mark: str) -> None:
    lines = [FIRST, "随后，消防人员演示了灭火器的使用方法", mark, "居民们纷纷上前动手体验。"]
    assert kept("\n".join(lines)) == lines


@pytest.mark.parametrize("ruler", ["---", "==========", "————————"])
def test_a_ruler_stays_only_between_paragraphs(ruler: str) -> None:
    assert kept("\n".join([FIRST, SECOND, ruler])) == [FIRST, SECOND]
    assert kept("\n".join([FIRST, SECOND, ruler, "相关阅读", "春季防火通知"])) == [FIRST, SECOND]
    assert kept("\n".join([FIRST, ruler, SECOND])) == [FIRST, ruler, SECOND]


def test_text_that_code_below_says_again_is_no_summary() -> None:
    code = Block(f"# {FIRST}\n# {SECOND}\ndrill.start()", tag="pre")
    document = Select()(Document(blocks=(Block(FIRST), Block(SECOND), code)))
    assert [block.text for block in document.blocks if block.kept] == [FIRST, SECOND, code.text]


def test_the_title_again_in_other_spacing_goes() -> None:
    title = "老桥封闭52天 渡船恢复"
    assert kept("\n".join([title, FIRST, title.replace(" ", ""), SECOND])) == [title, FIRST, SECOND]


THIRD = "经费由街道承担一半，余下的由商户自愿分摊，名单每月在社区门口张榜公布，接受居民监督。"
CAFE = "茶馆的老板也来帮忙，把后院腾出来堆放换下的旧灭火器，又烧了两大锅绿豆汤送到街口。"


@pytest.mark.parametrize(
    ("heading", "below"),
    [
        ("精选留言（2）", ["林小满 👍（5） 💬（1）", "写得真好，我们这里也应该这样做起来。"]),
        ("相关阅读", ["城南老街换新灯 居民夜里好出行", "记者昨天在城南看到，老街的路灯全换了……"]),
    ],
)
def test_what_stands_below_a_heading_at_the_end_goes_with_it(heading: str, below: list[str]) -> None:
    article = [FIRST, SECOND, THIRD, CAFE]
    assert kept("\n".join([*article, heading, *below])) == article


def test_a_heading_above_the_article_takes_nothing_with_it() -> None:
    article = [FIRST, SECOND, THIRD, CAFE]
    assert kept("\n".join(["要闻 体育 财经", "相关文章", *article, "版权所有 © 2024 某某网"])) == article


def test_who_countersigns_below_the_date_stays() -> None:
    judgment = [
        "青川县人民法院民事裁定书",
        "原告何大春因与被告青川水泥厂买卖合同纠纷一案，向本院提起诉讼，本院受理后依法组成合议庭进行了审理。",
        "本院认为，原告撤回起诉系对其诉讼权利的自由处分，不违反法律规定，应予准许，案件受理费减半收取。",
        "准许原告何大春撤回起诉。",
        "审判长林小满",
        "二〇一五年七月二十八日",
        "法官助理陈一",
        "书记员周二",
    ]
    assert kept("\n".join(["首页 > 裁判文书 > 正文", *judgment, "版权所有 © 2024 某某网"])) == judgment
    assert "书记员周二" not in kept("\n".join([FIRST, SECOND, "责任编辑：胡杨", "书记员周二", "相关阅读"]))


def test_numbers_of_lines_go_and_the_code_stays() -> None:
    code = ["x = [1, 2]", "for i in x:", "    print(i)", "y = f(x)"]
    blocks = (Block("\n".join(["1", "2", "3", "4", "5", *code]), tag="pre"), Block(FIRST), Block(SECOND))
    assert next(b.text for b in Select()(Document(blocks=blocks)).blocks if b.kept) == "\n".join(code)


@pytest.mark.parametrize(
    "numbers", [["1", "2"], ["1", "2", "3", "4", "5", "6", "7", "8", "9"], ["2", "3", "4"]]
)
def test_numbers_that_a_program_prints_stay(numbers: list[str]) -> None:
    code = "\n".join(["x = f(y)", *numbers])
    blocks = (Block(FIRST), Block(code, tag="pre"), Block(SECOND))
    assert code in [b.text for b in Select()(Document(blocks=blocks)).blocks if b.kept]


def test_a_part_of_a_line_goes_and_the_rest_stays() -> None:
    parts = (Block("第(2/3)页 " + FIRST), Block(SECOND + "(责任编辑：胡杨)"))
    blocks = Select()(Document(blocks=parts)).blocks
    assert [b.text.strip() for b in blocks if b.kept] == [FIRST, SECOND]
    assert "".join(b.text for b in blocks) == "第(2/3)页 " + FIRST + SECOND + "(责任编辑：胡杨)"


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        (FIRST + "网上真人娱乐城开户送彩金", FIRST),
        ("（第3页/共4页） " + FIRST, FIRST),
        ("[2/5]页" + FIRST, FIRST),
        (FIRST + " 第2页/共5页 " + SECOND, FIRST + SECOND),
        (FIRST + "请点击下一页继续", FIRST),
        ("大家等着，hc56789.net就在门口集合。" + FIRST, "大家等着，就在门口集合。" + FIRST),
        ("乡亲们修好了水渠（转自县委宣传部微信）", "乡亲们修好了水渠"),
        (FIRST + "（第一章）", FIRST + "（第一章）"),
        ("开会时间是3/4页上写的那天，" + FIRST, "开会时间是3/4页上写的那天，" + FIRST),
        ("请登录网站www.example2024.com报名，" + FIRST, "请登录网站www.example2024.com报名，" + FIRST),
    ],
)
def test_only_the_part_goes_that_does_not_belong_to_its_line(line: str, rest: str) -> None:
    blocks = Select()(Document(blocks=(Block(line), Block("村里人都说，这样的年景多年没有见过了。")))).blocks
    assert "".join(b.text for b in blocks if b.kept and "年景" not in b.text) == rest


def test_a_last_word_alone_shows_that_lines_are_wrapped() -> None:
    lines = [
        "窗台种薄荷第一年",
        "房东说：「窗台只有一尺宽，种什么都要想好。」我想了两天，买了三盆薄荷回来放在上",
        "头。",
        "浇水浇得太勤，一盆烂了根。",
        "隔壁的老太太教我：「叶子黄了就剪，剪到只剩三寸，放到背阴的地方去，等",
        "新芽出来再搬回来。」我照着做了，过了半个月果然冒出一圈嫩芽，比买来的时候",
        "还要密，掐两片泡茶正好。",
    ]
    paragraphs = ["".join(lines[1:3]), lines[3], "".join(lines[4:])]
    assert cleaner.clean("\n".join(lines)).split("\n") == [lines[0], *paragraphs]


def test_wrapped_lines_become_one_paragraph() -> None:
    text = (
        "根据有关规定和国家有关机关发布的《上\n市公司治理准则》等文件的要求，结合本公司的实际情况，\n"
        "特制定本办法，请各部门遵照执行，不得\n违反。"
    )
    assert cleaner.clean(text) == text.replace("\n", "")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("404\n抱歉，您访问的页面不存在\n返回首页", "an error page"),
        ("用户登录\n用户名：\n密码：\n忘记密码？\n立即注册", "a login page"),
        ("????????????\n??:???\n??????????????,?????", "the characters were lost"),
        (f"动态\n{TEASERS}\n下一页", "only teasers"),
        ("首页\n通知公告\n首页 > 通知公告\n首页 上一页 1 2 3 下一页 尾页\n版权所有 某某学校", "only links"),
    ],
)
def test_no_article_is_an_answer_with_a_reason(text: str, reason: str) -> None:
    result = cleaner.explain(text)
    assert (result.status, result.document.text) == ("empty", "")
    assert reason in result.document.metadata["reason"]


def test_an_article_with_teasers_below_stays() -> None:
    article = [FIRST, SECOND] * 6
    assert cleaner.clean("\n".join([*article, "相关阅读", *TEASERS.splitlines()[:5]])).startswith(FIRST)


def test_thoughts_that_break_off_are_no_teasers() -> None:
    text = "\n".join(line[:-1] + "……" for line in TEASERS.splitlines())
    assert cleaner.clean(text) == text


@pytest.mark.parametrize("salutation", ["尊敬的各位家长：", "亲爱的同学们：", "您好！", "各位业主："])
def test_who_is_addressed_stays_above_the_letter(salutation: str) -> None:
    lines = ["首页 新闻 体育", "当前位置：首页 > 通知", salutation, FIRST, SECOND]
    assert kept("\n".join(lines)) == lines[2:]


def test_prose_about_logging_in_is_an_article() -> None:
    text = "这个论坛的首页很简单。\n我每天登录之后先看帖子，再看图片。\n后来它关了，注册时的邮箱我还留着。"
    assert kept(text) == text.split("\n")


def test_the_foot_of_a_chapter_goes() -> None:
    chapter = ["第九章 渡口", "大军到的时候，城门是开着的，街上扫得干干净净。", "先锋官勒住马，不敢进去。"]
    foot = ["（本书未完，请继续翻页）", "猜您还喜欢看：", "《摆渡人》作者：远岸 简介：最后一艘船离开了……"]
    assert kept("\n".join(chapter + foot)) == chapter
    assert kept("\n".join([*chapter, "他猜您还喜欢看书。"]))[-1] == "他猜您还喜欢看书。"


@pytest.mark.timeout(60)
@pytest.mark.parametrize("line", ["相关阅读", "评论", "专栏", "2020-01-01", "好", FIRST])
@pytest.mark.parametrize("between", [(), (FIRST,)])
def test_many_equal_lines_take_linear_time(line: str, between: tuple[str, ...]) -> None:
    def document(count: int) -> list[str]:
        return [
            text for number in range(count) for text in (line, *(f"{number}{other}" for other in between))
        ]

    assert_linear(lambda lines: roles(*lines), document, 250)


def _thread(*posts: str) -> str:
    """A thread in which the name of a user, ranks and dates stand above each post."""
    users = ("林间小路", "bamboo66", "老秤砣", "南墙", "mm_2008", "一碗面")
    lines: list[str] = []
    for i, (user, post) in enumerate(zip(users, posts, strict=True), 1):
        lines += [f"{user} 积分 {30 * i} 元宝 {i} 2016-1-{i} 09:5{i} {i}楼", post]
    return "\n".join(lines)


def test_short_posts_of_a_thread_stay_with_the_long_ones() -> None:
    posts = (FIRST, "顶一下", SECOND, "接分接分接分", "灭火器要先拔掉保险销，再对准火焰的根部。", "赞")
    assert kept(_thread(*posts)) == list(posts[:5])


def test_short_lines_between_dates_are_no_thread_if_all_go() -> None:
    titles = ("春季防火通知", "春季种菜一览", "春季出游指南", "春季养花心得", "春季穿衣要点")
    rows = [f"[图]{title}\n2016-1-{day} 09:50 点击{day}次" for day, title in enumerate(titles, 1)]
    assert kept("\n".join([FIRST, SECOND, "相关阅读", *rows])) == [FIRST, SECOND]


ENTRIES = [f"[{i}] X. Hu and M. Jung. Notes on nets of order {i}. J. Alg. 9:4{i}." for i in range(1, 5)]


def test_references_that_the_text_points_to_stay() -> None:
    text = [
        FIRST,
        SECOND,
        "这些说法最早见于一篇论文 [1]，后来的研究 [3] 也证实了这一点。",
        "参考论文目录",
        *ENTRIES,
    ]
    assert kept("\n".join(text)) == text


def test_numbered_links_below_a_text_go() -> None:
    links = ["相关阅读", "[1] 春季防火通知", "[2] 春季种菜一览", "[3] 春季出游指南"]
    assert kept("\n".join([FIRST, SECOND, *links])) == [FIRST, SECOND]


@pytest.mark.parametrize("heading", ["**评论**", "## 评论"])
def test_a_heading_of_comments_in_markdown_opens_them(heading: str) -> None:
    remarks = ["- 路人甲：写得真好，我们小区也想请他们来讲一次。", "- 南墙：灭火器原来要先拔保险销。"]
    assert kept("\n".join([FIRST, SECOND, FIRST[3:], heading, *remarks])) == [FIRST, SECOND, FIRST[3:]]


def test_a_summary_with_a_link_behind_it_goes() -> None:
    assert kept("\n".join([f"简介：{FIRST} >>更多", SECOND, FIRST])) == [SECOND, FIRST]
