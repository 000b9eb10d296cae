"""Folds by site: parts of the documents that are held out in turn, each site in one of them.

Pages and texts share the folds, so that a page and the texts made of it are held out together.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np

from cleaner.training.records import DataError

FOLDS = 5
"""Parts of the sites for cross-validation."""
_SITES = "sites.json"
"""The file that tells the fold of each site, beside the weights of the folds."""

FoldOfSite = Mapping[str, int]


def folds_by_site(sites: Iterable[str]) -> FoldOfSite:
    """The fold of each site, drawn by lot but always the same; no two folds differ by more than one site.

    >>> sorted(folds_by_site("abcdefg").values())
    [0, 0, 1, 1, 2, 3, 4]
    """
    known = sorted(set(sites))
    order = np.random.default_rng(0).permutation(len(known))
    return dict(zip(known, (order % FOLDS).tolist(), strict=True))


def weights_of(folder: Path, fold: int) -> Path:
    """The folder for the weights that have not seen the sites of a fold."""
    return folder / str(fold)


def write(folder: Path, fold_of_site: FoldOfSite) -> None:
    """Note which sites each fold holds out, and make a folder for the weights of each."""
    for fold in range(FOLDS):
        weights_of(folder, fold).mkdir(parents=True, exist_ok=True)
    text = json.dumps(fold_of_site, ensure_ascii=False, indent=1)
    (folder / _SITES).write_text(text + "\n", encoding="utf-8")


def read(folder: Path, sites: Iterable[str]) -> FoldOfSite:
    """The fold that holds out each of the sites, as it was noted.

    Raises `DataError` if no training has noted it, or not for all of them.
    """
    try:
        noted: dict[str, int] = json.loads((folder / _SITES).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DataError(f"there are no weights of folds in {folder}: train first") from None
    if strangers := sorted(set(sites) - set(noted)):
        raise DataError(f"nothing was held out for {len(strangers)} sites, such as {strangers[0]}")
    return noted
