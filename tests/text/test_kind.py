"""Page, fragment or plain text."""

from __future__ import annotations

import pytest

from cleaner.text.kind import text_kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<!DOCTYPE html>\n<html><body>好</body></html>", "page"),
        ("\ufeff  <html lang='zh'><p>好</p></html>", "page"),
        ("<div><p>甲</p>\n<p>乙</p>\n<p>丙</p></div>", "page"),
        ("题目\n\n<p>甲</p><p>乙</p><p>丙</p>", "fragment"),
        ("\n<p>题目</p>\n<p>甲</p><p>乙</p><p>丙</p>\n", "page"),
        ('<p id="x1"></p>\n首页 > 新闻\n这是正文。<track id="x1"></track>', "fragment"),
        ("记者<a href='/t/1'><b>王五</b></a>报道", "fragment"),
        ("若 a<b 且 b>c，则 a 与 c 的大小不定。", "plain"),
        ("<某某日报>记者 <张三>", "plain"),
        ("用 `<br>` 换行，`<p>` 分段。", "plain"),
        ("# 示例\n```html\n<html><body><p>好</p></body></html>\n```\n以上。", "plain"),
        ("std::vector<int> v; if (x<y) return;", "plain"),
        ("", "plain"),
        ("<?xml version='1.0'?>\n<!-- 注 -->\n<rss version='2.0'><channel></channel></rss>", "feed"),
        ("<!DOCTYPE rss [<!ENTITY nbsp ' '>]><rdf:RDF xmlns='x'>\n<channel/></rdf:RDF>", "feed"),
        ("<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>好</title></entry></feed>", "feed"),
        ("<item>\n<title>好</title><description><![CDATA[<p>的</p>]]></description></item>", "feed"),
        ("<entry><id>1</id><content type='html'>&lt;p&gt;好", "feed"),
        ("<rss> 是一种格式，<item> 是其中的一条。", "plain"),
        ("<html><body><rss><channel></channel></rss></body></html>", "page"),
        ("以下是订阅的写法：\n<rss><channel></channel></rss>", "plain"),
        ("<?xml version='1.0'?><!DOCTYPE html><html><body>好</body></html>", "page"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    assert text_kind(text) == kind
