"""Lines that read like an article and are none of this one."""

from __future__ import annotations

import cleaner

FIRST = "街市今早开门之前，管理处把每个摊位的旧秤收走，换上带屏幕的新秤，秤的钱由街市出。"
SECOND = "卖鱼的何先生说，他用惯了木秤，换了之后要戴老花镜才看得清，老主顾也要他再称一次。"
OTHER = "公园一只猴子前天傍晚翻墙出走，饲养员沿着铁路找到半夜，只在桥洞里捡到半根香蕉。"
ARTICLE = ["街市的秤今早全部换成新的", "2019年07月24日 11:30 来源：江边报", FIRST, SECOND]
NEXT = [
    "公园的猴子走失夜里自己回来",
    "2024年05月01日 00:25 来源：江边报",
    OTHER,
    OTHER.replace("猴子", "浣熊"),
]
CLEAN = [ARTICLE[0], FIRST, SECOND]


def clean(*lines: str) -> list[str]:
    return cleaner.clean("\n".join(lines)).split("\n")


def test_the_next_article_goes() -> None:
    assert clean(*ARTICLE, "往下看更多文章", *NEXT) == CLEAN


def test_a_part_of_the_article_with_a_date_stays() -> None:
    assert OTHER in clean(*ARTICLE, *NEXT)
    assert OTHER in clean(*ARTICLE, "往下看更多文章", NEXT[0], *NEXT[2:])


def test_keys_of_a_template_go() -> None:
    keys = ["paper_city_shan", "paper_top_nav_01", "paper_top_nav_05", "paper_top_nav_02"]
    assert clean(*keys, ARTICLE[0], FIRST, SECOND) == CLEAN


def test_names_of_programs_in_a_text_stay() -> None:
    names = ["max_size", "min_size", "text_field"]
    assert set(names) <= set(clean(ARTICLE[0], FIRST, "有三个选项，名字如下：", *names, SECOND))
    assert clean("read_file", FIRST, SECOND)[0] == "read_file"
