"""Learn the weights of the stage `select` from labelled documents (extra `train`).

The documents must be all pages or all texts. The figures printed are for sites that were not learned
from. To use the weights, name them in the configuration: `[select] weights = "WEIGHTS.npz"`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from cleaner.training import examples
from cleaner.training.corpus import FOLDS
from cleaner.training.examples import Example
from cleaner.training.scores import figures
from cleaner.training.train import save, train


def main() -> None:
    """Run the command."""
    parser = _parser()
    options = parser.parse_args()
    documents = _documents(options.data)
    sites = {document.site for document in documents}
    if len(sites) < FOLDS:
        parser.error(f"the documents are of {len(sites)} sites; {FOLDS} are needed to tell what is learned")
    model, probabilities = train(documents, page=_are_pages(documents))
    save(model, options.output)
    print(f"{len(documents)} documents of {len(sites)} sites, {FOLDS} folds by site")
    print(figures(documents, probabilities))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m cleaner.training",
        description=__doc__,
        epilog=examples.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "data", metavar="DATA", type=Path, nargs="+", help="labelled documents, a .jsonl or .jsonl.gz file"
    )
    parser.add_argument(
        "-o", "--output", metavar="WEIGHTS", type=Path, required=True, help="the .npz file to write"
    )
    return parser


def _documents(paths: list[Path]) -> list[Example]:
    """The documents of all files that have any blocks."""
    documents: list[Example] = []
    for path in paths:
        for record in examples.read(path):
            document = examples.example(record)
            if document.blocks:
                documents.append(document)
    return documents


def _are_pages(documents: list[Example]) -> bool:
    """Whether most documents are pages; texts may have fragments of markup too."""
    pages = sum(document.has_markup for document in documents)
    return pages * 2 > len(documents)


if __name__ == "__main__":
    main()
