"""parse: the entries of feeds, whole, cut and broken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from timing import assert_linear

from cleaner.document import Document
from cleaner.stages.parse import Parse
from cleaner.stages.parse.feed import Entry, feed_blocks, feed_entries, feed_name

RSS = """<?xml version="1.0" encoding="utf-8"?>
<!-- 自动生成 -->
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>江边记录</title><link>https://example.com/</link><description>小镇的事</description>
<image><title>图标</title></image>
<item><title><![CDATA[渔汛 & 春天]]></title><link>https://example.com/1</link>
<dc:creator><![CDATA[王小明]]></dc:creator><pubDate>Fri, 05 Mar 2021 08:00:00 +0800</pubDate>
<description><![CDATA[摘要……]]></description>
<content:encoded><![CDATA[<p>渔船靠岸了。</p><pre>a &lt; b</pre>]]></content:encoded></item>
<item><title>夜市</title><description>&lt;p&gt;夜市开了。&lt;/p&gt;</description></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>江边记录</title><author><name>站长</name></author>
<entry><title type="html">渔汛 &amp;amp; &lt;b&gt;春天&lt;/b&gt;</title>
<link rel="self" href="https://example.com/feed"/><link href="https://example.com/1"/>
<author><name>王小明</name><uri>https://example.com</uri></author>
<published>2021-03-05T08:00:00+08:00</published><updated>2021-04-01T08:00:00+08:00</updated>
<source><title>另一处</title></source>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>渔船靠岸了。</p></div></content></entry></feed>"""


def texts(feed: str) -> list[str]:
    return [block.text for block in feed_blocks(feed_entries(feed))]


def only(feed: str) -> Entry:
    (entry,) = feed_entries(feed)
    return entry


def test_rss() -> None:
    first, second = feed_entries(RSS)
    assert first == Entry(
        title="渔汛 & 春天",
        body="<p>渔船靠岸了。</p><pre>a &lt; b</pre>",
        is_markup=True,
        author="王小明",
        date="2021-03-05T08:00",
        link="https://example.com/1",
    )
    assert (second.title, second.body) == ("夜市", "<p>夜市开了。</p>")
    assert texts(RSS) == ["渔汛 & 春天", "渔船靠岸了。", "a < b", "夜市", "夜市开了。"]
    assert feed_name(RSS) == "江边记录"


def test_rss_1_has_its_items_beside_the_channel() -> None:
    feed = "<rdf:RDF><channel><title>江边</title><items><rdf:Seq><rdf:li/></rdf:Seq></items></channel>"
    feed += '<item rdf:about="/1"><title>渔汛</title><description>来了。</description>'
    feed += "<dc:date>2021-03-05</dc:date></item></rdf:RDF>"
    assert only(feed) == Entry("渔汛", "来了。", date="2021-03-05")


def test_atom() -> None:
    entry = only(ATOM)
    assert (entry.title, entry.author, entry.date) == ("渔汛 & 春天", "王小明", "2021-03-05T08:00")
    assert entry.link == "https://example.com/1"
    assert texts(ATOM) == ["渔汛 & 春天", "渔船靠岸了。"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<content type='html'>&lt;p&gt;甲&lt;/p&gt;</content>", ["甲"]),
        ("<content type='html'>&amp;lt;p&amp;gt;甲&amp;lt;/p&amp;gt;</content>", ["甲"]),
        ("<content type='text'>写作 &lt;br&gt; 就行</content>", ["写作 <br> 就行"]),
        ("<content>第一行\n\n第二行 &amp;nbsp;好</content>", ["第一行", "第二行 \xa0好"]),
        ("<content><p>没有转义<br>的甲 & 乙</content>", ["没有转义", "的甲 & 乙"]),
        ("<content><![CDATA[<p>甲]]]]><![CDATA[></p>]]></content>", ["甲]]>"]),
        ("<content>&lt;![CDATA[&lt;p&gt;甲&lt;/p&gt;]]&gt;</content>", ["甲"]),
        ("<summary>甲</summary><content src='a.mp3'/>", ["甲"]),
        ("<content></content><summary>甲</summary>", ["甲"]),
        ("<media:content url='a.jpg'/><summary>甲</summary>", ["甲"]),
        ("<content><![CDATA[<p>甲</p><p>被切断的", ["甲", "被切断的"]),
        ("<content>&lt;p&gt;甲&lt;/p&gt;&lt;p&gt;被切断", ["甲", "被切断"]),
    ],
)
def test_bodies(content: str, expected: list[str]) -> None:
    assert texts(f"<entry><title>题</title>{content}") == ["题", *expected]


def test_an_entry_that_is_not_closed_ends_with_the_next() -> None:
    feed = "<item><title>甲</title><description>一<item><title>乙</title><description>二"
    assert texts(feed) == ["甲", "一", "乙", "二"]


def test_a_comparison_is_no_tag() -> None:
    assert texts("<item><title>若 a < b</title><description>则 b > a</description></item>") == [
        "若 a < b",
        "则 b > a",
    ]


def test_author_as_a_mail_address() -> None:
    assert only("<item><title>甲</title><author>a@example.com (王小明)</author></item>").author == "王小明"
    assert only("<item><title>甲</title><author>a@example.com</author></item>").author == ""


def test_entries_are_kept_apart() -> None:
    blocks = feed_blocks(feed_entries(RSS))
    assert [block.path[0] for block in blocks] == [1, 1, 1, 2, 2]
    assert [block.tag for block in blocks if block.tag == "h1"] == ["h1", "h1"]
    first, second = (
        {block.unit for block in blocks if block.unit and block.path[0] == number} for number in (1, 2)
    )
    assert not first & second


def test_units_of_entries_differ() -> None:
    item = "<item><description><![CDATA[<ul><li>甲<li>乙</ul>]]></description></item>"
    units = [block.unit for block in feed_blocks(feed_entries(2 * item))]
    assert units == [1, 1, 2, 2]


def test_metadata_of_a_feed() -> None:
    one = Parse()(Document(ATOM))
    assert one.title == "渔汛 & 春天"
    assert one.metadata == {
        "kind": "feed",
        "author": "王小明",
        "date": "2021-03-05T08:00",
        "site_name": "江边记录",
        "url": "https://example.com/1",
    }
    several = Parse()(Document(RSS, metadata={"url": "https://example.com/feed"}))
    assert several.metadata == {"kind": "feed", "site_name": "江边记录", "url": "https://example.com/feed"}


def test_a_feed_without_entries_has_no_blocks() -> None:
    assert Parse()(Document("<rss><channel><title>江边</title></channel></rss>")).blocks == ()


def test_entities_of_a_bomb_stay_what_they_are() -> None:
    bomb = '<!DOCTYPE rss [<!ENTITY a "好好好"><!ENTITY b "&a;&a;">]>'
    bomb += "<rss><channel><item><title>题&b;</title></item></channel></rss>"
    assert texts(bomb) == ["题&b;"]


@pytest.mark.parametrize(
    "piece",
    ["<item>", "<item><title>", "<![CDATA[", "<!--", "<link/>", "<entry><content>&lt;p", "<author><name>"],
)
def test_hostile_feeds_take_linear_time(piece: str) -> None:
    assert_linear(Parse(), lambda size: Document("<rss><channel>" + piece * size), 2_000)


@given(st.text(alphabet="<>&;/[]!-CDATAitementryl 好\n\"'=", max_size=200))
def test_any_text_is_read(text: str) -> None:
    Parse()(Document(f"<item><title>{text}"))
