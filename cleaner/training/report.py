"""The figures of a training as lines for the terminal, and as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from cleaner.training.figures import Figures, by_genre, by_source, figures
from cleaner.training.measure import Measured

_WORST = 12
"""Documents of each file that are named as the worst."""
_BY_GENRE = ("f", "exact", "f>=.95", "f<.5", "title right", "trafilatura")
"""Figures that are told by genre."""


def lines(measured: Sequence[Measured]) -> Iterator[str]:
    """The lines of the report: for each file all figures, some by genre, and the worst documents."""
    for source, some in by_source(measured).items():
        whole = figures(some)
        yield f"{source}: {_count(whole)}"
        yield from (f"  {name:<20} {figure}" for name, figure in whole.values.items())
        yield from _table({genre: figures(of) for genre, of in by_genre(some).items()})
        yield "  worst: " + " ".join(f"{one.record.id}:{one.score.f1:.2f}" for one in _worst(some))
        yield ""


def _table(genres: Mapping[str, Figures]) -> Iterator[str]:
    """A table with a line for each genre."""
    names = [name for name in _BY_GENRE if any(name in of.values for of in genres.values())]
    if not genres:
        return
    yield "  " + "".join([f"{'genre':<32}", *(f"{name:<22}" for name in names)]).rstrip()
    for genre, of in genres.items():
        cells = (f"{of.values.get(name, '–')!s:<22}" for name in names)
        yield "  " + "".join([f"{f'{genre} ({of.documents})':<32}", *cells]).rstrip()


def _worst(measured: Sequence[Measured]) -> list[Measured]:
    """The documents with the lowest F1 that are not exact, the lowest first."""
    wrong = [one for one in measured if not one.score.exact]
    return sorted(wrong, key=lambda one: one.score.f1)[:_WORST]


def _count(of: Figures) -> str:
    return f"{of.documents} documents of {of.sites} sites"


def data(measured: Sequence[Measured]) -> dict[str, Any]:
    """All figures by file: number of documents and sites, the figures, and those of each genre."""
    return {
        source: {
            **asdict(figures(some)),
            "genres": {g: asdict(figures(of)) for g, of in by_genre(some).items()},
        }
        for source, some in by_source(measured).items()
    }
