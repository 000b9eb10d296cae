"""Metadata of invented pages: title, author, source, date, site."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser
from timing import assert_linear

import cleaner
from cleaner.document import Block
from cleaner.stages.parse.blocks import blocks
from cleaner.stages.parse.head import read_head
from cleaner.stages.parse.metadata import describe
from cleaner.stages.parse.tree import parse

TEXT = "".join(
    f"<p>第{n}段写的是江边小镇的春天，渔船靠岸，孩子们在石阶上读书，老人坐在门前晒太阳。</p>"
    for n in "一二三四五"
)
NAV = "<ul><li><a href=/>首页</a><li><a href=/n>新闻</a><li><a href=/s>社会</a><li><a href=/t>体育</a></ul>"
FOOT = "<div>版权所有 © 2001-2019 江边网 联系电话 010-12345678</div>"


def page(head: str, body: str) -> dict[str, str]:
    tree = parse(f"<html><head>{head}</head><body>{body}</body></html>")
    title, facts = describe(tree, blocks(tree))
    return {"title": title, **facts} if title else {**facts}


def article(title: str, line: str, head: str = "", after: str = "", before: str = NAV) -> dict[str, str]:
    return page(head, f"{before}<h1>{title}</h1><div>{line}</div>{TEXT}{after}{FOOT}")


@pytest.mark.parametrize(
    "name",
    [
        "小镇迎来渔汛_社会_江边网",
        "小镇迎来渔汛 - 江边网",
        "小镇迎来渔汛 | 社會 | 江邊新聞網",
        "江边网--社会--小镇迎来渔汛",
        "小镇迎来渔汛-江边网-江边日报主办",
        "小镇迎来渔汛 » 我的江边博客",
        "小镇迎来渔汛|渔汛,小镇,春天|江边网",
        "首页 > 社会 > 小镇迎来渔汛",
        "小镇迎来渔汛",
    ],
)
def test_title_without_site_and_column(name: str) -> None:
    for shown in ("<h1>小镇迎来渔汛</h1>", "<div class=bt>小镇迎来渔汛</div>", "<b>小镇迎来渔汛</b><br>"):
        assert page(f"<title>{name}</title>", f"{NAV}{shown}{TEXT}{FOOT}")["title"] == "小镇迎来渔汛"


def test_title_that_no_line_shows() -> None:
    assert page("<title>小镇迎来渔汛_社会_江边网</title>", NAV + TEXT)["title"] == "小镇迎来渔汛"
    assert page('<meta property="og:title" content="小镇迎来渔汛"><title>江边网</title>', NAV + TEXT)[
        "title"
    ] == ("小镇迎来渔汛")


def test_a_list_for_search_engines_is_no_title() -> None:
    date = "<div>2012/3/4 17:10:39</div>"
    page_of = f"{NAV}<div>小镇迎来多年未见的渔汛</div>{date}{TEXT}"
    head = "<title>江边渔具-渔具批发-渔具十大品牌-渔具厂家-渔具价格</title>"
    assert page(head, page_of)["title"] == "小镇迎来多年未见的渔汛"


def test_logo_in_h1_is_not_the_title() -> None:
    body = f"<h1>江边网</h1>{NAV}<h2>小镇迎来渔汛</h2>{TEXT}"
    assert page("<title>小镇迎来渔汛-江边网</title>", body)["title"] == "小镇迎来渔汛"


def test_site_and_column_alone_are_no_title() -> None:
    line = "<div>发布时间：2012-03-04 来源：江边日报</div>"
    body = f"{NAV}<div>首页 > 新闻动态</div><div>小镇迎来渔汛</div>{line}{TEXT}"
    assert page("<title>新闻动态--江边网</title>", body)["title"] == "小镇迎来渔汛"
    assert "title" not in page("<title>江边网</title>", NAV + TEXT)


def test_headings_of_lists_and_comments_are_not_the_title() -> None:
    after = "<h1>热门新闻</h1>" + "".join(f"<h1><a href=/{n}>别处的新闻{n}</a></h1>" for n in range(20))
    assert article("小镇迎来渔汛", "", "<title>小镇迎来渔汛_江边网</title>", after)["title"] == "小镇迎来渔汛"


def test_title_in_several_lines() -> None:
    body = f"{NAV}<h2>小镇迎来渔汛<br>渔民说多年未见</h2>{TEXT}"
    assert (
        page("<title>小镇迎来渔汛 渔民说多年未见-江边网</title>", body)["title"]
        == "小镇迎来渔汛 渔民说多年未见"
    )


def test_shortened_head_title_and_controls_on_the_heading() -> None:
    long = "江边小镇迎来多年未见的大渔汛渔民喜上眉梢"
    assert article(long, "", f"<title>{long[:14]}...</title>")["title"] == long
    head = '<meta property="og:title" content="小镇迎来多年未见的大渔汛">'
    assert article("小镇迎来多年未见的大渔汛播报文章", "", head)["title"] == "小镇迎来多年未见的大渔汛"


def test_the_title_of_a_chapter_is_not_that_of_its_book() -> None:
    head = "<title>渔汛 - 江边小镇志</title>"
    book = f"<h1>江边小镇志</h1>{NAV}"
    assert page(head, f"{book}<h2>渔汛</h2>{TEXT}")["title"] == "渔汛"
    assert (
        page("<title>春来渔汛 - 江边小镇志</title>", f"{book}<h2>3.2 春来渔汛</h2>{TEXT}")["title"]
        == "春来渔汛"
    )
    assert page(head, f"{book}<h2>今年的收成</h2>{TEXT}")["title"] == "江边小镇志"


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("2012-03-04 10:20", "2012-03-04T10:20"),
        ("2012/3/4 9:05:33 江边网 字体:【大 中 小】", "2012-03-04T09:05"),
        ("2012年3月4日　10:20　来源：江边日报　参与互动(0)", "2012-03-04T10:20"),
        ("http://www.example.com 2012年03月04日10:20 来源：江边日报", "2012-03-04T10:20"),
        ("发布时间：2012-03-04 浏览次数：2019 次", "2012-03-04"),
        ("發表時間：2012.03.04 03:32 pm", "2012-03-04T15:32"),
        ("發佈日期：民國101年3月4日", "2012-03-04"),
        ("中華民國101年3月4日 下午3時05分", "2012-03-04T15:05"),
        ("发布时间： 13/03/2012 - 13:48", "2012-03-13T13:48"),
        ("发布日期： 3/17/2012 5:54:13 AM", "2012-03-17T05:54"),
        ("最后更新 14.12.2011 19:00", "2011-12-14T19:00"),
        ("18:07 2012-01-16", "2012-01-16T18:07"),
        ("Saturday, March 10th, 2012 10:56 am", "2012-03-10T10:56"),
    ],
)
def test_date_below_the_title(line: str, date: str) -> None:
    assert article("小镇迎来渔汛", line)["date"] == date


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2012-03-04T10:20:00+08:00">',
        '<meta name="PubDate" content="2012-03-04 10:20">',
        "<meta name=publishdate content='2012-03-04 10:20:00'>",
        '<meta itemprop="datePublished" content="2012-03-04T10:20:00">',
        '<script type="application/ld+json">{"datePublished":"2012-03-04T10:20:00"}</script>',
        '<script type="application/ld+json">{"pubDate": "2012-03-04T10:20:00", broken</script>',
    ],
)
def test_date_in_the_head(head: str) -> None:
    assert article("小镇迎来渔汛", "", head)["date"] == "2012-03-04T10:20"


def test_date_shown_wins_over_another_time_zone_and_adds_the_time() -> None:
    utc = '<meta property="article:published_time" content="2012-03-03T22:20:00Z">'
    assert article("小镇迎来渔汛", "2012-03-04 06:20", utc)["date"] == "2012-03-04T06:20"
    day = '<meta name="publishdate" content="2012-03-04">'
    assert article("小镇迎来渔汛", "2012-03-04 06:20 来源：江边日报", day)["date"] == "2012-03-04T06:20"


def test_date_in_other_places() -> None:
    assert article("小镇迎来渔汛", "", before=NAV + "<div>2012-03-04</div>")["date"] == "2012-03-04"
    assert article("小镇迎来渔汛", "", after="<div>发表于 2012年3月4日 12:40 (阅读:37)</div>")["date"] == (
        "2012-03-04T12:40"
    )
    assert (
        article("小镇迎来渔汛", "发布时间：<br><span>2012-03-04 20:52</span>")["date"] == "2012-03-04T20:52"
    )


@pytest.mark.parametrize(
    "where",
    [
        {"before": "<div>2012年3月4日 星期日</div>" + NAV},
        {"before": "<div>今天是2012年3月4日</div>"},
        {"after": "<ul><li><a href=/1>别处的新闻</a> 2012-03-01<li><a href=/2>又一条</a> 2012-03-02</ul>"},
        {"after": "<div class=comments><p>渔夫 2012-03-05 10:20</p><p>好文</p></div>"},
        {"line": "报名截止：2012年3月4日"},
        {"line": "03/04/2012"},
        {"line": "昨天"},
        {"line": "2012年3月4日，小镇的渔民出海了，天气很好，他们一早就起来了。"},
    ],
)
def test_dates_that_are_not_the_day_of_publication(where: dict[str, str]) -> None:
    assert "date" not in article("小镇迎来渔汛", **{"line": "", **where})


def test_author_and_source() -> None:
    found = article("小镇迎来渔汛", "来源：江边日报　作者：王小明　责任编辑：李四")
    assert (found["source"], found["author"]) == ("江边日报", "王小明")
    found = article("小镇迎来渔汛", "", after="<p>（责任编辑：李四）</p><p>来源：江边晚报</p>")
    assert found["source"] == "江边晚报"
    assert "author" not in found


def test_byline_inside_the_first_paragraph() -> None:
    first = f"<p>江边网江城3月4日讯（记者 王小明 通讯员 李四）{TEXT[3:]}"
    assert page("<title>小镇迎来渔汛</title>", f"<h1>小镇迎来渔汛</h1>{first}")["author"] == "王小明"


def test_author_of_the_head_must_be_shown_and_not_be_the_editor() -> None:
    head = '<meta name="author" content="李四">'
    assert "author" not in article("小镇迎来渔汛", "", head)
    assert "author" not in article("小镇迎来渔汛", "", head, after="<p>编辑：李四</p>")
    assert article("小镇迎来渔汛", "李四 | 2012-03-04", head)["author"] == "李四"
    for template in ("某某网络公司", "webmaster@example.com", "http://www.example.com", "admin"):
        assert "author" not in article("小镇迎来渔汛", "", f'<meta name="author" content="{template}">')


def json_ld(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


@pytest.mark.parametrize(
    "head",
    [
        json_ld('{"@type": "NewsArticle", "author": {"@type": "Person", "name": "王小明"}}'),
        json_ld('[{"@type": "BreadcrumbList"}, {"@type": ["Article"], "author": [{"name": ["王小明"]}]}]'),
        json_ld(
            '{"@graph": [{"@type": "BlogPosting", "author": {"@id": "#p"}}, {"@id": "#p", "name": "王小明"}]}'
        ),
        json_ld('{"@type": "QAPage", "mainEntity": {"@type": "Question", "author": {"name": "王小明"}}}'),
        json_ld('{"@type": "Article", "author": {"name": "記者王小明／即時報導"}}'),
        json_ld('{"@type": "Article", "author": {"@type": "Person", "name": "王小明"}, }'),
    ],
)
def test_author_in_json_ld(head: str) -> None:
    assert article("小镇迎来渔汛", "作者：李四", head)["author"] == "王小明"


@pytest.mark.parametrize(
    "head",
    [
        json_ld('{"@type": "Article", "author": {"@type": "Person", "name": "admin"}}'),
        json_ld('{"@type": "Article", "author": {"@type": "Person", "name": "江边"}}'),
        json_ld('{"@type": "Comment", "author": {"@type": "Person", "name": "王小明"}}'),
        json_ld('{"@type": "Article", "author": {"name": {"name": "王小明"}}}'),
        json_ld('{"@type": "Article", "author": ' + "[" * 50_000),
        json_ld("null"),
    ],
)
def test_no_author_in_json_ld(head: str) -> None:
    site = '<meta property="og:site_name" content="江边网">'
    assert article("小镇迎来渔汛", "作者：李四", site + head)["author"] == "李四"


def test_an_organisation_in_json_ld_is_the_source() -> None:
    head = json_ld('{"@type": "Article", "author": {"@type": "Organization", "name": "江城通讯社"}}')
    found = article("小镇迎来渔汛", "", head)
    assert found["source"] == "江城通讯社"
    assert "author" not in found
    own = '<meta property="og:site_name" content="江城通讯社">' + head
    assert article("小镇迎来渔汛", "来源：江边日报", own)["source"] == "江边日报"


def test_publisher_in_json_ld_is_the_site() -> None:
    head = json_ld('{"@type": "Article", "headline": "小镇迎来渔汛", "publisher": {"name": "江边"}}')
    assert page(head, NAV + TEXT) == {"title": "小镇迎来渔汛", "site_name": "江边"}


def test_article_counts_before_the_page_around_it() -> None:
    around = '{"@type": "WebPage", "datePublished": "2010-01-01"}'
    head = json_ld(f'[{around}, {{"@type": "Article", "datePublished": "2012-03-04"}}]')
    assert article("小镇迎来渔汛", "", head)["date"] == "2012-03-04"


def test_microdata_of_the_article_and_not_of_its_comments() -> None:
    person = '<span itemprop="author" itemscope itemtype="http://schema.org/Person">'
    line = f'{person}<meta itemprop="name" content="王小明"></span>'
    line += '<time itemprop="dateCreated datePublished" datetime="2012-03-04T10:20:00+08:00">三月四日</time>'
    other = f'{person}<b itemprop="name">李四</b></span>'
    comment = f'<div itemscope itemtype="http://schema.org/Comment">{other}</div>'
    found = article("小镇迎来渔汛", line, after=comment)
    assert (found["author"], found["date"]) == ("王小明", "2012-03-04T10:20")
    assert "author" not in article("小镇迎来渔汛", "", after=comment)


def test_nested_properties_take_linear_time() -> None:
    def markup(size: int) -> LexborHTMLParser:
        return parse("<div itemprop=author>" * size)

    assert_linear(read_head, markup, 2_000)


def test_rdfa_and_dublin_core() -> None:
    line = '<span property="dc:date" content="2012-03-04T10:20:00+08:00">三月四日</span>'
    line += '<a property="schema:author">王小明</a>'
    found = article("小镇迎来渔汛", line)
    assert (found["author"], found["date"]) == ("王小明", "2012-03-04T10:20")
    head = '<meta name="DC.Title" content="小镇迎来渔汛"><meta name="DC.Date" content="2012-03-04">'
    assert page(head + "<title>江边网</title>", NAV + TEXT) == {
        "title": "小镇迎来渔汛",
        "date": "2012-03-04",
        "site_name": "江边网",
    }


def test_title_that_only_a_twitter_card_tells() -> None:
    head = '<meta name="twitter:title" content="小镇迎来渔汛_江边网"><title>江边网</title>'
    assert page(head, NAV + TEXT)["title"] == "小镇迎来渔汛"


def test_heading_with_the_name_of_a_user_is_no_headline() -> None:
    post = '<div itemprop="headline"><a itemprop="author">王小明明</a></div>'
    assert page("<title>小镇迎来渔汛</title>", f"{NAV}{post}{TEXT}")["title"] == "小镇迎来渔汛"


def test_source_of_the_head_counts_unless_it_is_the_site() -> None:
    head = '<meta name="source" content="江边日报">'
    assert article("小镇迎来渔汛", "来源：江边日报江城网", head)["source"] == "江边日报"
    own = '<meta property="og:site_name" content="江城网"><meta name="source" content="江城网">'
    assert article("小镇迎来渔汛", "来源：江边日报", own)["source"] == "江边日报"
    assert article("小镇迎来渔汛", "", own)["source"] == "江城网"


def test_site_name() -> None:
    assert article("小镇迎来渔汛", "", '<meta property="og:site_name" content="江边">')["site_name"] == "江边"
    assert article("小镇迎来渔汛", "", "<title>小镇迎来渔汛_社会_江边网</title>")["site_name"] == "江边网"
    assert "site_name" not in article("小镇迎来渔汛", "", "<title>小镇迎来渔汛</title>")


def test_nothing_is_made_up() -> None:
    assert page("", "") == {}
    assert page("<title></title>", NAV) == {}


def test_order_of_figures_comes_from_the_page() -> None:
    list_of_days = "<ul><li>13/03/2012<li>14/03/2012</ul>"
    assert article("小镇迎来渔汛", "发表时间：03/04/2012", after=list_of_days)["date"] == "2012-04-03"


def test_a_label_counts_where_the_page_tells_the_order_of_figures() -> None:
    """Without the order, the label in front of the date was not seen, and the head won."""
    list_of_days = "<ul><li>13/03/2012<li>14/03/2012</ul>"
    head = '<meta name="date" content="2020-01-01">'
    assert article("小镇迎来渔汛", "发表时间：03/04/2012", head, list_of_days)["date"] == "2012-04-03"


@pytest.mark.parametrize(
    ("line", "facts"),
    [
        (
            "來源:南溪晚報　2021-03-05 09:12　瀏覽:1836次　【字號 大 中 小】",
            {"source": "南溪晚报", "date": "2021-03-05T09:12"},
        ),
        ("来源：江边日报 作者：王小明 责任编辑：李四", {"source": "江边日报", "author": "王小明"}),
        ("责任编辑：李四", {}),
        ("发表于 2012-03-04 10:20 | 只看该作者 | 倒序浏览", {"date": "2012-03-04T10:20"}),
    ],
)
def test_lines_of_a_text(line: str, facts: dict[str, str]) -> None:
    """A text without markup has nothing but its lines of publication data."""
    text = f"小镇迎来渔汛\n{line}\n今年的渔汛来得早，江边的渔船天不亮就出发了。\n傍晚时分，码头上堆满了鱼筐。"
    metadata = cleaner.explain(text).document.metadata
    assert {key: metadata[key] for key in ("source", "author", "date") if key in metadata} == facts


@given(st.text(alphabet=st.characters(), max_size=80))
def test_any_text_is_described_without_failing(text: str) -> None:
    describe(parse(f"<title>{text}"), [Block(text or "无"), Block(text * 3 + "。")])


def test_a_row_of_a_table_is_never_the_title() -> None:
    body = "<p>出发之前请逐项检查，下面是我用了多年的方法，供大家参考。</p>" * 3
    table = "<table><tr><th>项目</th><th>数量</th></tr><tr><td>帽子</td><td>2顶</td></tr></table>"
    page = f"<html><head><title>清单</title></head><body>{table}<h1>出行前的检查</h1>{body}</body></html>"
    assert cleaner.explain(page).document.title == "出行前的检查"
