"""Means, intervals and the report."""

from __future__ import annotations

import pytest

from cleaner.training import report
from cleaner.training.figures import figures
from cleaner.training.measure import Measured
from cleaner.training.records import Form, Record
from cleaner.training.scores import Score


def measured(
    f1: float, *, site: str = "a", genre: str = "", form: Form = "text", title: bool | None = None
) -> Measured:
    record = Record(f"{site}/{f1}", site, "data", genre, form, "", "", untouched=f1 == 1)
    return Measured(record, Score(f1, f1, f1, f1 == 1), title)


MANY = [measured(0.5 + site / 40, site=str(site), genre="news") for site in range(20)]


def test_shares_of_good_bad_and_exact_documents() -> None:
    found = figures([measured(1.0), measured(0.96), measured(0.6), measured(0.2)]).values
    means = {name: figure.mean for name, figure in found.items()}
    assert means == pytest.approx(
        {"f": 0.69, "exact": 0.25, "exact, clean texts": 1.0, "f>=.95": 0.5, "f<.5": 0.25}
    )


def test_only_documents_with_a_title_count_for_titles() -> None:
    found = figures([measured(1.0, title=True), measured(1.0, title=False), measured(1.0)])
    assert found.values["title right"].mean == 0.5


def test_pages_are_not_exact_or_otherwise() -> None:
    assert "exact" not in figures([measured(0.9, form="page")]).values


def test_the_interval_holds_the_mean_and_is_always_the_same() -> None:
    figure = figures(MANY).values["f"]
    assert figure.low is not None
    assert figure.high is not None
    assert 0.6 < figure.low < figure.mean < figure.high < 0.9
    assert figures(MANY) == figures(MANY)


def test_documents_of_one_site_make_no_interval_narrower() -> None:
    ten = [one for one in MANY for _ in range(10)]
    assert str(figures(ten).values["f"]) == str(figures(MANY).values["f"])


def test_a_handful_of_sites_has_no_interval() -> None:
    assert figures(MANY[:4]).values["f"].low is None
    assert str(figures(MANY[:4]).values["f"]) == "0.537"


def test_the_report_tells_genres_and_the_worst() -> None:
    text = "\n".join(report.lines([*MANY, measured(0.1, site="z", genre="blog")]))
    assert "data: 21 documents of 21 sites" in text
    assert "blog (1)" in text
    assert "news (20)" in text
    assert text.index("z/0.1:0.10") < text.index("0/0.5:0.50")
    assert "1/1" not in text


def test_the_report_as_data() -> None:
    found = report.data(MANY)["data"]
    assert (found["documents"], found["sites"]) == (20, 20)
    assert found["genres"]["news"]["values"] == found["values"]
