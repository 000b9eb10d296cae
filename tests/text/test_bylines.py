"""Lines of publication data: source, author, date."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.text.bylines import from_line


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("来源:江边网 作者:王小明 2012-03-04 10:20", {"source", "author", "date"}),
        ("稿源：江边日报社 | 撰文：王小明", {"source", "author"}),
        ("來源：江邊日報 ╱ 記者王小明／台北報導", {"source", "author"}),
        ("来源：未知 作者：佚名 责任编辑：李四", set()),
        ("责编：李四 校对：赵五", set()),
        ("资金来源：银行贷款", set()),
        ("记者从江边镇获悉，渔汛已经开始", set()),
        ("文章来源于网络，如有侵权请联系删除", set()),
    ],
)
def test_line_of_publication_data(line: str, fields: set[str]) -> None:
    assert set(from_line(line)) == fields


def test_values_are_cut_where_they_end() -> None:
    assert from_line("来源：江边日报作者：王小明时间：2012-03-04") == {
        "date": "2012-03-04",
        "source": "江边日报",
        "author": "王小明",
    }
    assert from_line("来源：江边日报 网友评论 (0) 字号：大 中 小") == {"source": "江边日报"}
    assert from_line("（来源：《江边日报》）") == {"source": "江边日报"}
    assert from_line("(本文来源：江边日报)") == {"source": "江边日报"}
    assert from_line("作者：蒋 凌") == {"author": "蒋凌"}
    assert from_line("来源:江边教育报分享：") == {"source": "江边教育报"}
    assert from_line("来源：江边日报 作者：王小明分享到：") == {"source": "江边日报", "author": "王小明"}
    assert from_line("来源：网易财经") == {"source": "网易财经"}
    assert from_line("来源：全景网王小明") == {"source": "全景网"}


def test_the_day_of_something_else() -> None:
    assert from_line("UID 39 帖子 37 注册时间 2013-5-27") == {}
    assert from_line("發表時間 2013-5-27") == {"date": "2013-05-27"}


@pytest.mark.parametrize("separator", ["|", "｜", "/", "／", "╱", " ", "　"])
def test_an_outlet_without_a_label(separator: str) -> None:
    line = f"江边日报{separator}社会新闻部发{separator}2012-03-04"
    assert from_line(line)["source"] == "江边日报"
    assert "source" not in from_line(f"江边日报{separator}江城晚报{separator}2012-03-04")
    assert "source" not in from_line(f"回复{separator}举报{separator}2012-03-04")


@given(st.text(alphabet=st.characters(), max_size=80))
def test_any_line_is_read_without_failing(text: str) -> None:
    fields = from_line(text)
    assert set(fields) <= {"source", "author", "date"}
    assert all(fields.values())
