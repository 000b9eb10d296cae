"""Mojibake: wrong readings are undone, correct text stays."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cleaner
from cleaner.stages.repair.damage import damage
from cleaner.stages.repair.latin import restore_latin
from cleaner.stages.repair.mojibake import undo_mojibake
from cleaner.text.plausibility import characters_within

SIMPLIFIED = "修表的师傅戴上放大镜，用镊子夹起一枚比米粒还小的齿轮，屏住呼吸，慢慢放回原处。"
TRADITIONAL = "修錶的師傅戴上放大鏡，用鑷子夾起一枚比米粒還小的齒輪，屏住呼吸，慢慢放回原處。"
COMMON = sorted(characters_within(13))
WRONG_READS = [
    (SIMPLIFIED, [("utf-8", "latin-1")]),
    (SIMPLIFIED, [("utf-8", "latin-1"), ("utf-8", "latin-1")]),
    (SIMPLIFIED, [("gbk", "latin-1")]),
    (SIMPLIFIED, [("gbk", "latin-1"), ("utf-8", "latin-1")]),
    (TRADITIONAL, [("big5", "latin-1")]),
    (TRADITIONAL, [("big5", "gb18030")]),
    (TRADITIONAL, [("big5", "gb18030"), ("utf-8", "latin-1")]),
]


def misread(text: str, steps: list[tuple[str, str]]) -> str:
    for written, read in steps:
        text = text.encode(written).decode(read)
    return text


@pytest.mark.parametrize(("text", "steps"), WRONG_READS)
def test_wrong_reads_are_undone(text: str, steps: list[tuple[str, str]]) -> None:
    assert undo_mojibake(misread(text, steps)) == text


@pytest.mark.parametrize(("text", "steps"), WRONG_READS)
def test_a_short_piece_is_undone(text: str, steps: list[tuple[str, str]]) -> None:
    for start in range(0, len(text) - 12, 5):
        piece = text[start : start + 12]
        assert undo_mojibake(misread(piece, steps)) == piece


@pytest.mark.parametrize(("text", "steps"), WRONG_READS)
def test_a_damaged_line_is_undone_wherever_it_stands(text: str, steps: list[tuple[str, str]]) -> None:
    clean = "这几行没有损坏，应当原样保留。\n第二行也一样，一个字都不动。"
    assert undo_mojibake(f"{clean}\n{misread(text, steps)}\n{clean}") == f"{clean}\n{text}\n{clean}"


@pytest.mark.parametrize(("text", "steps"), WRONG_READS)
def test_a_damaged_part_of_a_line_is_undone(text: str, steps: list[tuple[str, str]]) -> None:
    assert undo_mojibake(f"附记：{misread(text, steps)}以上。") == f"附记：{text}以上。"


@pytest.mark.parametrize("read", ["cp1250", "cp1251", "cp1254", "mac_roman"])
@pytest.mark.parametrize("written", ["utf-8", "gbk", "big5"])
def test_reads_in_charsets_of_other_languages_are_undone(written: str, read: str) -> None:
    """Of all pieces of ten characters, at least 97 in a hundred."""
    text = TRADITIONAL if written == "big5" else SIMPLIFIED
    pieces = [text[start : start + 10] for start in range(len(text) - 10)]
    undone = [undo_mojibake(byte_by_byte(piece.encode(written), read)) == piece for piece in pieces]
    assert sum(undone) >= 0.97 * len(pieces)


def byte_by_byte(data: bytes, charset: str) -> str:
    """The bytes as tools read them; they give controls for those that the charset lacks."""
    read = [bytes([byte]).decode(charset, "ignore") or chr(byte) for byte in data]
    return "".join(read)


def test_what_is_beyond_repair_in_other_charsets_is_left_and_counted() -> None:
    text = "ýë’·›‹¤µőęý€ššž’¦¸˛”ŮĆ’›úź¨č©Ö"
    assert cleaner.repair(text) == text
    assert damage(text)["mojibake"] == len(text)


@pytest.mark.parametrize("conversion", ["s2t", "s2tw"])
def test_a_later_conversion_to_traditional_does_not_hide_the_damage(conversion: str) -> None:
    import opencc

    damaged = opencc.OpenCC(conversion).convert(TRADITIONAL.encode("big5").decode("gb18030"))
    assert undo_mojibake(damaged) == TRADITIONAL


def test_what_was_lost_is_left_lost() -> None:
    restored = undo_mojibake(SIMPLIFIED[:-1].encode().decode("gb18030", "replace"))
    assert restored.replace("\ufffd", "") in SIMPLIFIED
    assert len(restored) == len(SIMPLIFIED) - 1


@given(st.text(st.sampled_from(COMMON + list("，。！？、\n"))))
def test_common_characters_are_left_alone(text: str) -> None:
    assert undo_mojibake(text) == text


@given(st.text(st.sampled_from([chr(code) for code in range(0x4E00, 0x9FFF)]), max_size=60))
def test_rare_characters_are_left_alone(text: str) -> None:
    assert undo_mojibake(text) == text


@given(st.text(max_size=80))
def test_any_string_is_taken_and_once_is_enough(text: str) -> None:
    once = undo_mojibake(text)
    assert undo_mojibake(once) == once
    assert once.count("\n") == text.count("\n")
    assert isinstance(restore_latin(text), str)
    assert isinstance(damage(text), dict)


def test_random_damage_in_the_middle_of_things_is_taken() -> None:
    rng = random.Random(5)
    for _ in range(200):
        data = bytearray(SIMPLIFIED.encode(rng.choice(["utf-8", "gbk"])))
        for _ in range(rng.randrange(4)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        text = bytes(data).decode(rng.choice(["latin-1", "gb18030", "big5", "utf-8"]), "replace")
        once = cleaner.repair(text)
        assert cleaner.repair(once) == once


@pytest.mark.slow
def test_development_texts_hold_no_mojibake(shared: Path) -> None:
    for path in sorted((shared / "dev" / "clean").glob("*.txt.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            text = lines.read()
        assert undo_mojibake(text) == text
