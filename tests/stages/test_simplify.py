"""simplify: Traditional text is converted, everything else stays."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cleaner
from cleaner.document import Block, CleanerError, Document, Metadata
from cleaner.pipeline import Pipeline
from cleaner.stages.simplify import Simplify
from cleaner.stages.simplify.context import decision, rules
from cleaner.stages.simplify.conversion import _placeholders, simplified

TAIWAN = "她看著窗外的雨，說這裡的捷運還沒有開通，民眾只好搭計程車。"
HONG_KONG = "佢哋喺度等巴士，説衞生署啱啱嗰份報告寫着要加綫。"
MECHANICAL = "爲瞭共同緻富，全縣乾部隻争朝夕，守牢“底闆”，産業面貌焕然一新。"
SIMPLIFIED = "会议指出，要把后面的工作做细做实，确保群众得到实惠。"
JAPANESE = "図書館では、児童書の貸し出しが増えている。"
KOREAN = "서울特別市는 大韓民國의 首都이다."


@pytest.mark.parametrize(
    ("text", "script", "region"),
    [
        (TAIWAN, "traditional", "taiwan"),
        (HONG_KONG, "traditional", "hongkong"),
        (MECHANICAL, "traditional", "mechanical"),
        (SIMPLIFIED, "simplified", None),
        (JAPANESE, "japanese", None),
        (KOREAN, "korean", None),
        (f"{TAIWAN}\n{SIMPLIFIED}\n{SIMPLIFIED}", "mixed", "taiwan"),
        ("Nothing Chinese here.", "other", None),
        ("", "other", None),
    ],
)
def test_metadata_tell_the_script_and_its_evidence(text: str, script: str, region: str | None) -> None:
    metadata = Simplify()(Document(text)).metadata
    assert metadata["script"] == script
    assert metadata["script_evidence"].get("region") == region


def test_each_block_is_decided_for_itself() -> None:
    texts = (SIMPLIFIED, TAIWAN, JAPANESE, KOREAN, SIMPLIFIED, "")
    document = Simplify()(Document(blocks=tuple(Block(text) for text in texts)))
    assert [block.text for block in document.blocks] == [
        SIMPLIFIED, simplified(TAIWAN), JAPANESE, KOREAN, SIMPLIFIED, "",
    ]  # fmt: skip


def test_a_short_block_goes_with_the_document() -> None:
    """Too short to judge: a name stays, a heading is converted."""
    name, heading = Block("孫綝"), Block("著者")
    assert Simplify()(Document(blocks=(Block(SIMPLIFIED), name))).blocks[1] is name
    assert Simplify()(Document(blocks=(Block(TAIWAN), Block("孫綝傳"), heading))).blocks[1].text == "孙𬘭传"


def test_blocks_may_hold_line_breaks() -> None:
    blocks = (Block("說明\n書\n"), Block(SIMPLIFIED), Block("\n臺灣\n"))
    document = Simplify()(Document(blocks=blocks))
    assert [block.text for block in document.blocks] == ["说明\n书\n", SIMPLIFIED, "\n台湾\n"]


def test_the_title_is_converted_with_the_document() -> None:
    document = Simplify()(Document(title="臺灣的書店", blocks=(Block("臺灣的書店"), Block(TAIWAN))))
    assert document.title == document.blocks[0].text == "台湾的书店"
    assert Simplify()(Document(title="孫綝", blocks=(Block(SIMPLIFIED),))).title == "孫綝"
    assert Simplify()(Document(title="說明", text=TAIWAN)).title == "说明"


def test_a_document_with_nothing_to_do_is_itself() -> None:
    document = Simplify()(Document(SIMPLIFIED))
    assert Simplify()(document) is document


def test_to_keep_tells_the_script_and_converts_nothing() -> None:
    document = Simplify(to="keep")(Document(TAIWAN))
    assert document.text == TAIWAN
    assert document.metadata["script"] == "traditional"


def test_vocabulary_of_the_mainland() -> None:
    keep, mainland = Simplify(), Simplify(vocabulary="mainland")
    source = Document("滑鼠和軟體都裝好了，他看著螢幕上顯著的結果。")
    assert keep(source).text == "滑鼠和软体都装好了，他看着萤幕上显著的结果。"
    assert mainland(source).text == "鼠标和软件都装好了，他看着屏幕上显著的结果。"
    assert mainland(Document("演算法")).text == "算法"  # decided by the word, not by its characters
    assert mainland(Document(SIMPLIFIED)).text == SIMPLIFIED


def test_quotes_of_the_mainland_in_chinese_only() -> None:
    stage = Simplify(quotes="mainland")
    assert stage(Document("她說：「他問『好嗎』。」")).text == "她说：“他问‘好吗’。”"
    assert stage(Document("「本」を読む")).text == "「本」を読む"
    mixed = f"她說這裡「很好」，老師們也沒有意見。\n{TAIWAN}\n「本」を読む"
    assert stage(Document(mixed)).text.endswith("\n「本」を読む")


def test_protected_words_come_out_as_they_are_written() -> None:
    source = Document("長春的慾望街在乾元坊，慾望街的乾燥箱裡放著後裔的信。")
    assert Simplify()(source).text == "长春的欲望街在乾元坊，欲望街的干燥箱里放着后裔的信。"
    stage = Simplify(protect=("慾望街", "乾燥箱"))
    assert stage(source).text == "长春的慾望街在乾元坊，慾望街的乾燥箱里放着后裔的信。"
    assert stage(stage(source)).text == stage(source).text


def test_protected_words_may_come_from_a_file(tmp_path: Path) -> None:
    words = tmp_path / "words.txt"
    words.write_text("慾望街\n\n乾燥箱\n", encoding="utf-8")
    stage = Simplify(protect=(f"@{words}", "祕境"))
    assert stage.protect == ("慾望街", "乾燥箱", "祕境")
    words.write_text("慾望街\n", encoding="utf-8")
    other = Simplify(protect=(f"@{words}", "祕境"))
    assert Pipeline((stage,)).fingerprint != Pipeline((other,)).fingerprint


def test_a_missing_file_of_words_is_named(tmp_path: Path) -> None:
    with pytest.raises(CleanerError, match=r"nowhere\.txt"):
        Simplify(protect=(f"@{tmp_path / 'nowhere.txt'}",))


@pytest.mark.parametrize(
    "body", ["渡轮昨天复航，两岸的居民来往方便多了。", "渡輪昨天復航，兩岸的居民來往方便多了。"]
)
def test_title_and_facts_come_out_simplified_whatever_the_body(body: str) -> None:
    facts = Metadata(author="陳大文", source="聯合報", site_name="漁港新聞")
    document = Document(title="新橋通車", blocks=(Block("新橋通車"), Block(body)), metadata=facts)
    simplified = Simplify()(document)
    assert simplified.title == simplified.blocks[0].text == "新桥通车"
    told = simplified.metadata
    assert (told["author"], told["source"], told["site_name"]) == ("陈大文", "联合报", "渔港新闻")
    assert Simplify()(simplified) is simplified


def test_facts_of_a_japanese_page_stay() -> None:
    document = Document("東京駅から歩いて五分のところです。", metadata=Metadata(source="朝日新聞"))
    assert Simplify()(document).metadata["source"] == "朝日新聞"


def test_bad_input_is_normal() -> None:
    assert cleaner.simplify("說明\x00書\ud83d著") == "说明\x00书\ud83d着"
    assert cleaner.simplify("\ufdd0說這乾德殿") == "\ufdd0说这干德殿"  # no private-use placeholder is free
    assert cleaner.simplify("「「「" * 20_000 + "說") == "「「「" * 20_000 + "说"
    assert cleaner.simplify("“" * 50_000 + "說這裡說明の") == "“" * 50_000 + "说这里说明の"
    assert len(cleaner.simplify("看著" * 100_000)) == 200_000


def test_placeholders_are_few_and_apart() -> None:
    assert len(set(_placeholders().values())) == len(_placeholders()) <= 32


def test_examples_of_the_rules_are_decided_as_they_say() -> None:
    for rule in (rule for its_rules in rules().values() for rule in its_rules):
        for example in rule.examples if rule.becomes != rule.character else ():
            places = [place for place, character in enumerate(example) if character == rule.character]
            assert any(re.compile(rule.pattern).match(example, place) for place in places), rule
            assert rule.becomes in [decision(example, place) for place in places], rule


TEXT = st.text(
    alphabet="".join(dict.fromkeys(TAIWAN + MECHANICAL + SIMPLIFIED + JAPANESE + "畢昇毕乾隆縣县 \n「」"))
)


@settings(max_examples=200)
@given(st.one_of(TEXT, st.text()))
def test_simplifying_twice_changes_nothing(text: str) -> None:
    once = cleaner.simplify(text)
    assert cleaner.simplify(once) == once


@given(st.lists(TEXT))
def test_blocks_are_neither_lost_nor_joined(texts: list[str]) -> None:
    document = Document(blocks=tuple(Block(text) for text in texts))
    assert [len(block.text) for block in Simplify()(document).blocks] == [len(text) for text in texts]


def lines(path: Path) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return file.read().splitlines()


@pytest.mark.slow
def test_parallel_corpus(shared: Path) -> None:
    """At most 25 wrong characters, none among the common confusions."""
    quotes = str.maketrans("「」『』", "“”‘’")
    clean = shared / "dev" / "clean"
    wrong = [
        (is_, should)
        for traditional, truth in zip(
            lines(clean / "trad_gsd.txt.gz"), lines(clean / "simp_gsd.txt.gz"), strict=True
        )
        for is_, should in zip(
            cleaner.simplify(traditional).translate(quotes), truth.translate(quotes), strict=True
        )
        if is_ != should
    ]
    assert len(wrong) <= 25
    confusions = "后後里裏裡着著只隻致緻发發髮复復複覆干乾幹征徵余餘"
    assert not [pair for pair in wrong if set(pair) & set(confusions) and pair != ("里", "哩")]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["simp_cmrc", "simp_gsd", "simp_lohelp"])
def test_simplified_lines_stay(shared: Path, name: str) -> None:
    all_lines = lines(shared / "dev" / "clean" / f"{name}.txt.gz")
    changed = [line for line in all_lines if cleaner.simplify(line) != line]
    assert all(line[0] == "壹" and len(line) == 10 for line in changed)  # Traditional numerals only
