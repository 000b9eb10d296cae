"""Paths of outputs: safe on any system."""

from __future__ import annotations

import pytest

from cleaner.io.names import safe_path


@pytest.mark.parametrize(
    ("path", "safe"),
    [
        ("../../../etc/passwd", "etc/passwd"),
        ("C:\\Windows\\x", "C_/Windows/x"),
        ("a//b/./c", "a/b/c"),
        ("", "_"),
        ("..", "_"),
        ("con.txt", "_con.txt"),
        ("a\0b\n", "a_b_"),
        ("\udcff", "_"),
    ],
)
def test_names_stay_inside(path: str, safe: str) -> None:
    assert safe_path(path) == safe


def test_long_names_are_cut_and_stay_apart() -> None:
    one, two = safe_path("字" * 300 + "1"), safe_path("字" * 300 + "2")
    assert one != two
    assert len(one.encode()) <= 200
