"""Selection in pages: what the elements around a block decide, and what the words alone may not."""

from __future__ import annotations

import pytest

import cleaner
from cleaner.document import Block, Document, Role
from cleaner.stages import select
from cleaner.stages.select import Select
from cleaner.stages.select.roles import damp_asides
from cleaner.stages.select.units import keep_units

FIRST = "昨日，城东街道开展消防进社区活动，社区工作人员为居民现场讲解用电常识。"
SECOND = "随后，消防人员演示了灭火器的使用方法，居民们纷纷上前动手体验。"
THIRD = "街道办表示，今后每个季度都会举办一次，请各位居民留意楼道里的通知。"


def stays(between: Block, *, after: tuple[int, ...] = (1, 5)) -> bool:
    """Whether a block stays that only the model rejects, between two that it keeps."""
    blocks = [Block(FIRST, tag="p", path=(1, 2)), between, Block(SECOND, tag="p", path=after)]
    return 1 in keep_units(blocks, {0, 2})


def test_a_paragraph_between_two_of_the_same_element_stays() -> None:
    assert stays(Block("灭火器的用法", tag="p", path=(1, 3)))


def test_a_heading_stays_that_the_list_below_it_does_not_share_an_element_with() -> None:
    assert stays(Block("需要准备的工具", tag="h3", path=(1, 3)), after=(1, 4, 5))


@pytest.mark.parametrize(
    "aside",
    [
        Block("消防安全知识竞赛报名入口", tag="p", path=(1, 3), link_density=1.0),
        Block("沙发", tag="p", path=(1, 3), names="commentlist"),
        Block("消防安全知识竞赛", tag="p", path=(1, 3), marks="hidden"),
        Block("责任编辑：某某", tag="p", path=(1, 3)),
        Block("灭火器的用法", tag="p", path=(1, 3, 4)),
    ],
    ids=["link", "comment", "hidden", "words of boilerplate", "another element"],
)
def test_an_aside_between_paragraphs_goes(aside: Block) -> None:
    assert not stays(aside)


def test_markup_that_a_script_uses_later_is_no_article() -> None:
    template = Block(f'<div class="box"><p>{FIRST}</p></div>', tag="textarea")
    code = Block(template.text, tag="pre")
    assert damp_asides([template, code], [0.9, 0.9]) == [0.0, 0.9]


def _teasers(density: float, *, apart: bool) -> list[Block]:
    """An article, and other paragraphs below a heading each."""
    blocks = [Block(FIRST + SECOND, tag="p", path=(1, 2)), Block(THIRD, tag="p", path=(1, 3))]
    for number in range(10, 50, 10):
        around = (1, number) if apart else (1,)
        text = f"东郊第{number}幢楼的住户说，楼道里的杂物已经清理"
        blocks.append(Block("楼道清理", tag="h3", path=(*around, number + 1), link_density=density))
        blocks.append(Block(text, tag="p", names="item", path=(*around, number + 2)))
    return blocks


def test_teasers_of_other_articles_are_put_down() -> None:
    teasers = _teasers(1.0, apart=True)
    assert damp_asides(teasers, [0.9] * len(teasers)) == [0.9, 0.9, *[0.02] * 8]


@pytest.mark.parametrize(("density", "apart"), [(0.0, True), (1.0, False)], ids=["no links", "one element"])
def test_sections_of_an_article_are_no_teasers(density: float, *, apart: bool) -> None:
    sections = _teasers(density, apart=apart)
    assert damp_asides(sections, [0.9] * len(sections)) == [0.9] * len(sections)


def test_a_dialog_is_put_down_beside_an_article() -> None:
    article = [Block(FIRST + SECOND, tag="p"), Block(THIRD, tag="p", names="content")]
    dialog = Block("复制成功，按CTRL+V发送给好友", tag="p", names="body repost-dialog main")
    assert damp_asides([*article, dialog], [0.9, 0.9, 0.9]) == [0.9, 0.9, 0.02]
    assert damp_asides([dialog], [0.9]) == [0.9]


def test_posts_stand_together_where_there_is_no_article_beside_them() -> None:
    posts = [Block(text, tag="p", names="comment-content") for text in (FIRST, SECOND, "好")]
    assert min(damp_asides(posts, [0.9, 0.3, 0.1])) > 0.5
    assert damp_asides([Block(THIRD * 3, tag="p"), *posts], [0.9, 0.9, 0.3, 0.1])[1:] == [0.02] * 3


def test_footnotes_of_an_article_stay() -> None:
    text = Block(FIRST, tag="p", path=(1, 2, 3))
    note = Block("见《居民用电手册》第三章。", tag="li", names="fn:1 footnotes post", path=(1, 2, 4, 5))
    assert keep_units([text, note], {0}) == {0, 1}
    assert keep_units([text, note.replace(names="footer post")], {0}) == {0}
    assert keep_units([text, note.replace(path=(9, 10, 11))], {0}) == {0}


def test_words_alone_take_little_of_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _kept_when_words_reject(monkeypatch, THIRD) == [FIRST, SECOND, THIRD]
    assert _kept_when_words_reject(monkeypatch, "第三章") == [FIRST, SECOND, THIRD]


def _kept_when_words_reject(monkeypatch: pytest.MonkeyPatch, line: str) -> list[str]:
    """What stays of a page with one line more that the model for texts rejects."""

    def judge(blocks: list[Block], title: str, *, page: str | None, weights: bytes) -> list[Block]:
        unlikely = Block("", Role.BOILERPLATE, "not part of the article")
        return [unlikely.with_text(b.text) if page is None and b.text == line else b for b in blocks]

    monkeypatch.setattr(select, "judge", judge)
    texts = [FIRST, SECOND, THIRD] if line == THIRD else [FIRST, line, SECOND, THIRD]
    document = Document(text="<p>", blocks=tuple(map(Block, texts)), metadata={"kind": "page"})
    return [block.text for block in Select()(document).blocks if block.printed]


@pytest.mark.parametrize("title", ["在江边的日子 2017-05-03", "标签：江边的日子", "江边网"])
def test_the_title_of_a_page_stays_whatever_its_words(title: str) -> None:
    page = (
        f"<html><head><title>{title}</title></head><body><div id=content><h1>{title}</h1>"
        f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></div></body></html>"
    )
    assert cleaner.clean(page).split("\n")[0] == title


def test_front_matter_of_markdown_with_tags_tells_the_title() -> None:
    head = ["---", "layout: post", 'title:  "江边 120 年祭"', "---"]
    assert cleaner.clean("\n".join([*head, f"{FIRST}<br>{SECOND}"])).split("\n") == [
        "江边 120 年祭",
        FIRST,
        SECOND,
    ]
    named = "\n".join([*head, "原文：[江边 120 年祭](http://example.com/120)", f"{FIRST}<br>{SECOND}"])
    assert cleaner.clean(named).split("\n")[0] == "江边 120 年祭"
    line = "标签 <b>title</b> 之间的文字。"
    assert "标签 title 之间的文字。" in cleaner.clean(f"---\n{line}\n---\n{FIRST}")


def test_the_linked_name_of_a_site_is_no_title() -> None:
    page = (
        "<html><head><title>面团发不起来的原因 | 灶台边 - 菜谱</title></head>"
        "<body><h1><a href=/>灶台边</a></h1>"
        f"<div><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></div></body></html>"
    )
    assert cleaner.clean(page).split("\n")[0] == "面团发不起来的原因"


def test_a_comment_of_markdown_is_no_code() -> None:
    text = f"# 面团\n{FIRST}\n<!--more-->\n{SECOND}\n\n> 本文采用 CC BY 4.0 许可协议，转载请注明出处。"
    assert cleaner.clean(text).split("\n") == ["# 面团", FIRST, SECOND]


def test_a_row_of_a_table_is_no_title() -> None:
    page = (
        "<html><head><title>关于举办江边宣传活动的通知</title></head><body><div><table>"
        "<tr><td>信息名称：</td><td>关于举办江边宣传活动的通知</td></tr>"
        "<tr><td>信息索引：</td><td>江2024-0008</td></tr></table>"
        f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></div></body></html>"
    )
    blocks = cleaner.explain(page).document.blocks
    assert all(block.tag != "tr" for block in blocks if block.role is Role.TITLE)
