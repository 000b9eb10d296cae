"""Figures over many documents: means with their 95 % intervals, by file and by genre."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from cleaner.training.measure import Measured

GOOD, BAD = 0.95, 0.5
"""F1 from which a document is very good, and below which it is lost."""
_SAMPLES = 2000
"""Samples of the bootstrap; more change the intervals in the fourth digit only."""

_MIN_SITES = 5
"""Minimum sites for an interval; fewer hardly vary among themselves, so it would be too narrow."""

Value = Callable[[Measured], float | None]
"""What of a document is averaged; None if it does not count."""


def _exact(one: Measured) -> float | None:
    """Whether a text is exactly the wanted one; golds of pages are not typed that precisely."""
    return None if one.record.form in ("page", "lines") else one.score.exact


VALUES: dict[str, Value] = {
    "f": lambda one: one.score.f1,
    "exact": _exact,
    "exact, clean texts": lambda one: one.score.exact if one.record.untouched else None,
    "f>=.95": lambda one: one.score.f1 >= GOOD,
    "f<.5": lambda one: one.score.f1 < BAD,
    "title right": lambda one: one.title,
    "trafilatura": lambda one: one.other.f1 if one.other else None,
    "trafilatura f>=.95": lambda one: one.other.f1 >= GOOD if one.other else None,
}
"""The figures by name."""


@dataclass(frozen=True)
class Figure:
    """A mean over documents, and between which values it lies in 95 of 100 samples of the sites.

    The interval is that of a bootstrap: documents of one site resemble each other, so sites are drawn.
    There is none for a handful of sites.
    """

    mean: float
    low: float | None
    high: float | None

    def __str__(self) -> str:
        interval = "" if self.low is None else f" ({self.low:.3f}–{self.high:.3f})"
        return f"{self.mean:.3f}{interval}"


@dataclass(frozen=True)
class Figures:
    """The figures of some documents, by name, and how many documents of how many sites they are."""

    documents: int
    sites: int
    values: dict[str, Figure]


def figures(measured: Sequence[Measured]) -> Figures:
    """The figures that documents have; one that none of them has is left out."""
    values = {name: figure for name, value in VALUES.items() if (figure := _figure(measured, value))}
    return Figures(len(measured), len({one.record.site for one in measured}), values)


def _figure(measured: Iterable[Measured], value: Value) -> Figure | None:
    pairs = [(one.record.site, float(v)) for one in measured if (v := value(one)) is not None]
    if not pairs:
        return None
    sites, numbers = np.unique([site for site, _ in pairs], return_inverse=True)
    count = np.bincount(numbers)
    total = np.bincount(numbers, [v for _, v in pairs])
    mean = float(total.sum() / count.sum())
    if len(sites) < _MIN_SITES:
        return Figure(mean, None, None)
    drawn = np.random.default_rng(0).integers(len(sites), size=(_SAMPLES, len(sites)))
    means = total[drawn].sum(1) / count[drawn].sum(1)
    low, high = np.quantile(means, (0.025, 0.975))
    return Figure(mean, float(low), float(high))


def by_source(measured: Iterable[Measured]) -> dict[str, list[Measured]]:
    """Documents by the file that they come from."""
    return _grouped(measured, lambda one: one.record.source)


def by_genre(measured: Iterable[Measured]) -> dict[str, list[Measured]]:
    """Documents by genre, sorted, those without one left out."""
    groups = _grouped(measured, lambda one: one.record.genre)
    return {genre: groups[genre] for genre in sorted(groups) if genre}


def _grouped(measured: Iterable[Measured], key: Callable[[Measured], str]) -> dict[str, list[Measured]]:
    groups: dict[str, list[Measured]] = {}
    for one in measured:
        groups.setdefault(key(one), []).append(one)
    return groups
