"""decode: charsets, damaged bytes, binary data."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cleaner
from cleaner.document import Document
from cleaner.stages.decode import Decode
from cleaner.text.plausibility import characters_within

SIMPLIFIED = (
    "渡口的船夫把缆绳系好，抬头看了看天色：云从西边压过来，怕是要下一整夜的雨。孩子们还在堤上追着风筝跑。"
)
TRADITIONAL = (
    "渡口的船夫把纜繩繫好，抬頭看了看天色：雲從西邊壓過來，怕是要下一整夜的雨。孩子們還在堤上追著風箏跑。"
)
COMMON = sorted(characters_within(12))


@pytest.mark.parametrize(
    "charset", ["utf-8", "gbk", "gb18030", "big5", "cp950", "utf-16-le", "utf-16-be", "hz"]
)
@pytest.mark.parametrize("size", [10, 20, 40])
def test_every_piece_of_a_text(charset: str, size: int) -> None:
    text = TRADITIONAL if charset in ("big5", "cp950") else SIMPLIFIED
    for start in range(len(text) - size):
        piece = text[start : start + size]
        assert cleaner.decode(piece.encode(charset)) == piece


@given(
    st.lists(st.sampled_from(COMMON), min_size=8, unique=True).map("".join),
    st.sampled_from(["utf-8", "gb18030", "utf-16-le", "utf-16-be"]),
)
def test_common_characters_come_back(text: str, charset: str) -> None:
    """Random characters are still likelier than their misreadings."""
    assert cleaner.decode(text.encode(charset)) == text


def test_seven_bits_may_be_utf_16() -> None:
    assert cleaner.decode("不两区區七三上並".encode("utf-16-le")) == "不两区區七三上並"
    note = "Please note: the \x03 mark is left over.\r\n"
    assert cleaner.decode(note.encode("ascii")) == note


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_told_not_to_be(data: bytes) -> None:
    try:
        assert isinstance(cleaner.decode(data), str)
    except cleaner.NotTextError as error:
        assert "not text" in str(error)  # noqa: PT017  either outcome is valid


@pytest.mark.parametrize("charset", ["utf-8", "gbk", "big5"])
def test_a_bad_byte_costs_one_character(charset: str) -> None:
    text = TRADITIONAL * 4
    data = text.encode(charset)
    rng = random.Random(charset)
    for _ in range(60):
        place = rng.randrange(8, len(data) - 8)
        got = cleaner.decode(data[:place] + b"\xff" + data[place + 1 :])
        assert len(got) <= len(text)
        assert sum(a != b for a, b in zip(got, text, strict=False)) <= 1 or got.count("\ufffd") == 1


def test_a_page_is_judged_by_its_text_not_by_its_markup() -> None:
    head = "<html><head><meta charset='utf-8'><script>" + "var a = 1;\n" * 2000 + "</script></head><body>"
    page = f"{head}<p>{SIMPLIFIED}</p></body></html>"
    assert cleaner.decode(page.encode("gbk")) == page


def test_the_declared_charset_breaks_ties_only() -> None:
    stage = Decode()
    declared = {"declared_charset": "big5"}
    document = stage(Document(data=SIMPLIFIED.encode("gbk"), metadata=declared))
    assert (document.text, document.metadata["charset"]) == (SIMPLIFIED, "gb18030")
    western = "Příští rok".encode("cp1250")
    assert stage(Document(data=western, metadata={"declared_charset": "windows-1250"})).text == "Příští rok"


@pytest.mark.parametrize(
    ("data", "charset", "evidence"),
    [
        (b"plain", "ascii", "ascii"),
        (SIMPLIFIED.encode(), "utf-8", "valid utf-8"),
        (SIMPLIFIED.encode("utf-8-sig"), "utf-8", "byte order mark"),
        (SIMPLIFIED.encode("gbk"), "gb18030", "likelihood"),
        (SIMPLIFIED.encode("utf-16-le"), "utf-16-le", "byte pattern"),
        ("Осенью в деревне собирают яблоки.".encode("cp1251"), "cp1251", "detector"),
    ],
)
def test_charset_and_evidence_are_noted(data: bytes, charset: str, evidence: str) -> None:
    metadata = Decode()(Document(data=data)).metadata
    assert (metadata["charset"], metadata["charset_evidence"]) == (charset, evidence)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "PNG"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "JPEG"),
        (b"GIF89a\1\0\1\0", "GIF"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"PK\x03\x04\x14\0\6\0\x08\0..word/document.xml", "docx"),
        (b"PK\x03\x04\x14\0\6\0\x08\0readme.txt", "ZIP"),
        (b"\x1f\x8b\x08\0\0", "gzip"),
        (b"\x7fELF\2\1\1", "ELF"),
        (b"MZ\x90\0\3\0\0\0", "Windows"),
        (b"SQLite format 3\0\x10", "SQLite"),
        (bytes(range(256)) * 4, "unknown format"),
    ],
)
def test_what_is_no_text_is_named(data: bytes, what: str) -> None:
    with pytest.raises(cleaner.NotTextError, match=what):
        cleaner.decode(data)


@pytest.mark.parametrize("text", ["MZ 是两个字母，也是一个缩写", "BM25 是一种排序算法", "PK 赛明天开始"])
def test_text_that_starts_like_a_binary_format(text: str) -> None:
    assert cleaner.decode(text.encode()) == text


def test_stray_nuls_are_text() -> None:
    assert (
        cleaner.decode("渡口\0的船夫\0把缆绳系好，抬头看天".encode()) == "渡口\0的船夫\0把缆绳系好，抬头看天"
    )


def test_a_text_document_is_left_alone() -> None:
    document = Document("已经是文字")
    assert Decode()(document) is document


@pytest.mark.parametrize("label", ["base64", "hex", "idna", "punycode", "rot13", "undefined", "utf-7", "zip"])
def test_a_label_that_is_no_charset_is_unknown(label: str) -> None:
    page = f'<html><head><meta charset="{label}"></head><body>短文一篇</body></html>'
    assert cleaner.decode(page.encode("gbk")) == page
    assert Decode()(Document(data="短文".encode("gbk"), metadata={"declared_charset": label})).text == "短文"


def test_korean_labels_name_the_superset() -> None:
    page = '<meta charset="ks_c_5601-1987">똠방각하 펲시콜라'
    document = Decode()(Document(data=page.encode("cp949")))
    assert (document.text, document.metadata["charset"]) == (page, "cp949")


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["日", "片★", "　　调头①", "在什么\ue000", "靠岸🚢", "——", "中國한"])
def test_a_few_characters_of_utf_16_are_no_binary_data(text: str, charset: str) -> None:
    cleaner.decode(text.encode(charset))
