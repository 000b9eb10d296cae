"""rules: keep and drop, for all documents or for one site."""

from __future__ import annotations

from typing import Any

import pytest

from cleaner import Block, Document, Role
from cleaner.stages.rules import Rules, Site

PAGE = """<html><body><div class="nav"><p>首页</p></div><div id="article"><p>正文第一段。</p>
<p>本文来源：某某网</p><div class="share"><p>分享</p></div></div></body></html>"""


def pages(keep: tuple[str, ...] = (), drop: tuple[str, ...] = (), **document: object) -> list[str]:
    """Texts that rules for `*.example.cn` bring back after all were rejected."""
    from cleaner.stages.parse import Parse

    rules = Rules(sites=(Site("*.example.cn", keep, drop),))
    read = Parse()(Document(PAGE, **{"id": "https://news.example.cn/1.html", **document}))
    rejected = tuple(block.as_role(Role.BOILERPLATE, "test") for block in read.blocks)
    return [block.text for block in rules(read.replace(blocks=rejected)).blocks if block.kept]


def test_css_keeps_what_stands_in_an_element() -> None:
    assert pages(keep=("css:#article",)) == ["正文第一段。", "本文来源：某某网", "分享"]
    assert pages(keep=("css:#article > p",)) == ["正文第一段。", "本文来源：某某网"]
    assert pages(keep=("css:#article p:not(.share p)",)) == ["正文第一段。", "本文来源：某某网"]


def test_drop_wins_over_keep() -> None:
    assert pages(keep=("css:#article",), drop=("re:^本文来源", "css:.share")) == ["正文第一段。"]


@pytest.mark.parametrize(
    ("document", "applies"),
    [
        ({"id": "https://example.cn/a"}, True),
        ({"id": "https://news.example.cn:8080/a"}, True),
        ({"id": "crawl/www.example.cn/2003/1.html"}, True),
        ({"id": "record-7", "metadata": {"url": "http://www.example.cn/"}}, True),
        ({"id": "1.html", "metadata": {"origin": "/data/www.example.cn/1.html"}}, True),
        ({"id": "https://example.cn.evil.com/"}, False),
        ({"id": "notexample.cn/1.html"}, False),
        ({"id": "http://[broken"}, False),
        ({"id": ""}, False),
    ],
)
def test_a_domain_is_found_in_addresses_and_folders(document: dict, applies: bool) -> None:
    assert (pages(keep=("css:#article > p",), **document) != []) is applies


@pytest.mark.parametrize(
    "match",
    [
        "https://news.example.cn",
        "http://News.example.cn/",
        "news.example.cn/",
        "//news.example.cn:8080/",
        "https://news.example.cn/*",
        "https://*.example.cn/*",
        "*.example.cn",
        ".example.cn",
    ],
)
def test_a_domain_may_be_copied_from_a_browser(match: str) -> None:
    rules = Rules(sites=(Site(match, drop=("re:.",)),))
    document = Document("文", blocks=(Block("文"),))
    for url, kept in (("https://news.example.cn/1", False), ("https://a.cn/news.example.cn/1", True)):
        assert rules(document.noting(url=url)).blocks[0].kept is kept


@pytest.mark.parametrize("match", ["example.cn", "www.example.cn", "https://www.example.cn/"])
def test_www_before_a_domain_makes_no_difference(match: str) -> None:
    rules = Rules(sites=(Site(match, drop=("re:.",)),))
    document = Document("文", blocks=(Block("文"),))
    for host, kept in (("example.cn", False), ("www.example.cn", False), ("news.example.cn", True)):
        assert rules(document.noting(url=f"https://{host}/1")).blocks[0].kept is kept


@pytest.mark.parametrize("match", ["https://www.example.cn/news/", "example.cn/news/*", "example.cn/n*/"])
def test_a_site_may_be_the_beginning_of_an_address(match: str) -> None:
    rules = Rules(sites=(Site(match, drop=("re:.",)),))
    document = Document("文", id="record-7", blocks=(Block("文"),))
    for path, kept in (("news/1.html", False), ("news/2021/1.html", False), ("sport/1.html", True)):
        assert rules(document.noting(url=f"http://www.example.cn/{path}")).blocks[0].kept is kept


def test_a_folder_is_a_site_too() -> None:
    rules = Rules(sites=(Site("old/2003/", drop=("re:.",)),))
    for id, kept in (("/data/old/2003/a.txt", False), ("old/2003/b/c.txt", False), ("old/2004/a.txt", True)):
        assert rules(Document("文", id=id, blocks=(Block("文"),))).blocks[0].kept is kept
    rules = Rules(sites=(Site("www.example.cn/news/", drop=("re:.",)),))
    assert (
        not rules(Document("文", id="/data/www.example.cn/news/1.html", blocks=(Block("文"),))).blocks[0].kept
    )


def test_rules_say_why_and_do_nothing_without_a_match() -> None:
    document = Document("好", blocks=(Block("好"), Block("广告词")))
    assert Rules()(document) is document
    assert Rules(drop=("re:^推广",))(document) is document
    ruled = Rules(drop=("re:^广告",))(document)
    assert "re:^广告" in ruled.blocks[1].reason
    assert Rules(drop=("re:^广告",))(ruled) is ruled
    assert "rules" in Rules(drop=("re:.",))(document).metadata["reason"]


@pytest.mark.parametrize("rules", [["re:^广告"], ("re:^广告",), "re:^广告"])
def test_rules_may_come_as_a_list_or_alone(rules: Any) -> None:
    assert Rules(drop=rules) == Rules(drop=("re:^广告",))
    site = Site("*", drop=rules)
    assert Rules(sites=[site]) == Rules(sites=(Site("*", drop=("re:^广告",)),))  # type: ignore[arg-type]
