"""Lines whose characters are lost for good."""

from __future__ import annotations

import pytest

from cleaner.text.lost import is_lost


@pytest.mark.parametrize(
    ("line", "rubble"),
    [
        ("????????,?????", True),
        ("锟斤拷锟斤拷锟斤拷", True),
        ("\ufffd\ufffd\ufffd\ufffd 12", True),
        ("ï¿½ï¿½ï¿½", True),
        ("你真的要走吗????", False),
        ("???", False),
        ("“锟斤拷”是怎么来的", False),
        ("1. ( ? ) 2. ( ? )", False),
        ("", False),
    ],
)
def test_a_line_of_nothing_but_rubble(line: str, rubble: bool) -> None:
    assert is_lost(line) is rubble
