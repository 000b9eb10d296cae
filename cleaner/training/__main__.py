"""Learn the weights of the stage `select` from labelled pages and texts (extra `train`).

Writes `page.npz` and `text.npz`, whichever there are documents for, and prints how documents come out of the
whole pipeline, each with weights that have not seen its site. To use the weights, name the folder in the
configuration: `[select] weights = "FOLDER"`.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from cleaner.document import CleanerError, MissingPackageError
from cleaner.training import records, report
from cleaner.training.corpus import FOLDS, folds_by_site
from cleaner.training.derived import with_derived
from cleaner.training.examples import examples
from cleaner.training.measure import measure
from cleaner.training.records import DataError, Record
from cleaner.training.train import save, train

LIBRARIES = ("catboost", "joblib", "sklearn")
"""Packages that only training needs."""
MODELS = {"page": True, "text": False}
"""The models, and whether each is for pages."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        _run(options)
    except (CleanerError, OSError) as error:
        parser.error(str(error))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m cleaner.training",
        description=__doc__,
        epilog=records.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("data", metavar="DATA", type=Path, nargs="+", help="labelled documents, .jsonl or .jsonl.gz files")
    add("-o", "--output", metavar="FOLDER", type=Path, required=True, help="folder to write the weights to")
    add("--figures", metavar="FILE", type=Path, help="write the figures to this JSON file, too")
    add("--compare", action="store_true", help="print the figures of trafilatura on the pages, too")
    add("--no-derived", dest="derived", action="store_false", help="make no texts of the pages to learn from")
    return parser


def _run(options: argparse.Namespace) -> None:
    if not all(map(find_spec, LIBRARIES)):
        raise MissingPackageError("Training", extra="train")
    documents = records.read(options.data)
    learned = with_derived(documents) if options.derived else documents
    fold_of_site = _folds(learned)
    options.output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folds = Path(name)
        _train(learned, fold_of_site, options.output, folds)
        measured = list(measure(documents, fold_of_site, folds, compare=options.compare))
    print("\n".join(report.lines(measured)))
    if options.figures:
        figures = json.dumps(report.data(measured), ensure_ascii=False, indent=1)
        options.figures.write_text(figures + "\n", encoding="utf-8")


def _folds(documents: Sequence[Record]) -> dict[str, int]:
    """The fold of each site, for pages and texts alike: a page and its texts are held out together.

    Raises `DataError` if pages or texts are of fewer sites than there are folds.
    """
    if not documents:
        raise DataError("there are no documents to learn from")
    for kind, is_page in MODELS.items():
        sites = {document.site for document in documents if document.is_page is is_page}
        if 0 < len(sites) < FOLDS:
            raise DataError(
                f"{kind}s of {len(sites)} sites; at least {FOLDS} are needed, to hold some of them out"
            )
    return folds_by_site(document.site for document in documents)


def _train(documents: Sequence[Record], fold_of_site: Mapping[str, int], output: Path, folds: Path) -> None:
    """Write the weights to `output`, and those of each fold to a folder in `folds`, by its number."""
    for kind, is_page in MODELS.items():
        learned = examples([document for document in documents if document.is_page is is_page])
        if not learned:
            continue
        print(f"learning from {len(learned)} {kind}s …", file=sys.stderr)
        *of_folds, final = train(learned, fold_of_site)
        save(final, output / f"{kind}.npz")
        for fold, model in enumerate(of_folds):
            folder = folds / str(fold)
            folder.mkdir(exist_ok=True)
            save(model, folder / f"{kind}.npz")


if __name__ == "__main__":
    main()
