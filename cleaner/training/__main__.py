"""Learn the weights of the stage `select` from labelled pages and texts (extra `train`).

Writes `page.npz` and `text.npz`, whichever there are documents for, and prints how documents come out of the
whole pipeline, each with weights that have not seen its site. To use the weights, name the folder in the
configuration: `[select] weights = "FOLDER"`.

The weights that the figures are of stay in `FOLDER/folds`. After a change of the code, `--no-training`
measures with them again, also for some of the files only.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from cleaner.document import CleanerError, MissingPackageError
from cleaner.training import folds, records, report
from cleaner.training.derived import with_derived
from cleaner.training.examples import examples
from cleaner.training.measure import measure
from cleaner.training.records import DataError, Record
from cleaner.training.train import save, train

LIBRARIES = ("catboost", "joblib", "sklearn")
"""Packages that only training needs."""
FOLDED = "folds"
"""The folder, beside the weights, for those that have not seen the sites of a fold."""
MODELS = {"page": True, "text": False}
"""The models, and whether each is for pages."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command."""
    command = parser()
    options = command.parse_args(arguments)
    try:
        _run(options)
    except (CleanerError, OSError) as error:
        command.error(str(error))


def parser() -> argparse.ArgumentParser:
    """The arguments of the command."""
    command = argparse.ArgumentParser(
        prog="python -m cleaner.training",
        description=__doc__,
        epilog=records.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = command.add_argument
    add("data", metavar="DATA", type=Path, nargs="+", help="labelled documents, .jsonl or .jsonl.gz files")
    add("-o", "--output", metavar="FOLDER", type=Path, required=True, help="folder to write the weights to")
    add("--figures", metavar="FILE", type=Path, help="write the figures to this JSON file, too")
    add("--compare", action="store_true", help="print the figures of trafilatura on the pages, too")
    add("--no-derived", dest="derived", action="store_false", help="make no texts of the pages to learn from")
    add(
        "--no-training",
        dest="train",
        action="store_false",
        help="only print the figures, with the weights that a training wrote to FOLDER",
    )
    return command


def _run(options: argparse.Namespace) -> None:
    documents = records.read(options.data)
    if not documents:
        raise DataError("there are no pages or texts in the data")
    folder: Path = options.output / FOLDED
    if options.train:
        _train(documents, options)
    fold_of_site = folds.read(folder, (document.site for document in documents))
    measured = list(measure(documents, fold_of_site, folder, compare=options.compare))
    print("\n".join(report.lines(measured)))
    if options.figures:
        figures = json.dumps(report.data(measured), ensure_ascii=False, indent=1)
        options.figures.write_text(figures + "\n", encoding="utf-8")


def _train(documents: Sequence[Record], options: argparse.Namespace) -> None:
    """Write the weights, and those of each fold to a folder beside them.

    Raises `DataError` for too few documents, and `MissingPackageError` without the extra `train`.
    """
    if not all(map(find_spec, LIBRARIES)):
        raise MissingPackageError("Training", extra="train")
    if options.derived:
        documents = with_derived(documents)
    of_model = {kind: [d for d in documents if d.is_page is is_page] for kind, is_page in MODELS.items()}
    for kind, some in of_model.items():
        _check(kind, {document.site for document in some})
    fold_of_site = folds.folds_by_site(document.site for document in documents)
    folds.write(options.output / FOLDED, fold_of_site)
    for kind, some in of_model.items():
        if learned := examples(some):
            print(f"learning from {len(learned)} {kind}s …", file=sys.stderr)
            *of_folds, final = train(learned, fold_of_site)
            save(final, options.output / f"{kind}.npz")
            for fold, model in enumerate(of_folds):
                save(model, folds.weights_of(options.output / FOLDED, fold) / f"{kind}.npz")


def _check(kind: str, sites: set[str]) -> None:
    if 0 < len(sites) < folds.FOLDS:
        raise DataError(f"{kind}s of {len(sites)} sites: at least {folds.FOLDS} are needed, to hold some out")


if __name__ == "__main__":
    main()
