"""Dates in text."""

from __future__ import annotations

from cleaner.text.dates import find_date, order_of, parse_date


def test_dates_that_the_calendar_does_not_have() -> None:
    assert find_date("2012-02-30") is None
    assert find_date("2012年13月1日") is None
    assert find_date("电话 2012345678") is None
    assert parse_date("soon") == ""


def test_order_of_figures_is_unknown_where_both_are_possible() -> None:
    assert order_of("01/02/2022 03/02/2022") == ""
