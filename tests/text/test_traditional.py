"""The tables of Traditional characters."""

from __future__ import annotations

from cleaner.text.traditional import simplified_forms, variants


def test_variants_are_left_by_opencc_and_become_simplified() -> None:
    assert not variants().keys() & simplified_forms().keys()
    assert not set(variants().values()) & (simplified_forms().keys() | variants().keys())
