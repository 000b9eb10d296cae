"""Dump every block of many documents, to compare two states of the code.

    python tests/snapshot.py OUT.jsonl.gz     # fixtures, and the development data where it lies
    python tests/snapshot.py --compare OLD.jsonl.gz NEW.jsonl.gz

One record a document: its text, title, status, error and metadata, and of every block the text, role
and reason, with what markup told of it. The keys are those of this script, not those of the code, so
that a dump outlives renames. Stages and options have no part in it.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import json
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any

import cleaner

ROOT = Path(__file__).resolve().parents[1]
FIXTURES = ROOT / "fixtures"
SHARED = ROOT.parent / "shared"
LINES_A_DOCUMENT = 20
"""Lines of a clean corpus per document."""

Named = tuple[str, str | bytes]


def sources() -> Iterator[Named]:
    """Named documents: fixtures, then seeds and development data."""
    for path in sorted((FIXTURES / "documents").iterdir()):
        yield f"fixtures/{path.name}", path.read_bytes()
    for path in sorted((FIXTURES / "cases").glob("*.json")):
        yield from _cases(path.stem, json.loads(path.read_text(encoding="utf-8")))
    for name in ("texts", "unseen"):
        for number, record in enumerate(_records(FIXTURES / f"{name}.jsonl.gz")):
            yield f"{name}/{number}", record["text"]
    for path in sorted((SHARED / "seeds").glob("*.txt")):
        yield f"seeds/{path.stem}", path.read_bytes()
    yield from _development(SHARED / "dev")


def _development(folder: Path) -> Iterator[Named]:
    for path in sorted((folder / "plain").glob("*.json")):
        yield f"plain/{path.stem}", json.loads(path.read_text(encoding="utf-8"))["raw"]
    for path in sorted((folder / "cases").glob("*.json")):
        yield from _cases(f"dev/{path.stem}", [json.loads(path.read_text(encoding="utf-8"))])
    for name in ("pages", "pages_en", "web"):
        for record in _records(folder / f"{name}.jsonl.gz"):
            yield f"{name}/{record['id']}", base64.b64decode(record["html_b64"])
    for record in _records(folder / "crawl.jsonl.gz"):
        yield f"crawl/{record['id']}", record["raw"]
    for record in _records(folder / "page_texts.jsonl.gz"):
        yield f"page_texts/{record['id']}", "\n".join(record["lines"])
    for path in sorted((folder / "clean").glob("*.txt.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            number = 0
            while part := "".join(islice(lines, LINES_A_DOCUMENT)):
                yield f"clean/{path.name}/{number}", part
                number += 1


def _cases(name: str, cases: Iterable[dict[str, Any]]) -> Iterator[Named]:
    for number, case in enumerate(cases):
        source = bytes.fromhex(case["input_hex"]) if "input_hex" in case else case["input"]
        yield f"cases/{name}/{number}", source


def _records(path: Path) -> Iterator[dict[str, Any]]:
    if path.exists():
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def dump(named: Named) -> str:
    """Record of one document, as a line of JSON."""
    name, source = named
    result = cleaner.explain(source)
    document = result.document
    record = {
        "name": name,
        "status": result.status,
        "error": result.error,
        "text": document.text,
        "title": document.title,
        "metadata": {key: document.metadata[key] for key in sorted(document.metadata)},
        "blocks": [_block(block) for block in document.blocks],
    }
    return json.dumps(record, ensure_ascii=False, default=str)


def _block(block: cleaner.Block) -> list[Any]:
    """Text, role and evidence of a block."""
    marks = " ".join(sorted(block.marks))
    told = [
        block.tag,
        block.depth,
        round(block.link_density, 9),
        " ".join(block.names.split()),
        marks,
        list(block.path),
    ]
    return [block.text, str(block.role), block.reason, *told, block.glue]


def compare(old: Path, new: Path) -> int:
    """Print which documents of both dumps differ and where; return their number."""
    before = {record["name"]: json.dumps(record) for record in _records(old)}
    count = differing = 0
    for record in _records(new):
        known = before.pop(record["name"], None)
        if known is None:
            print(record["name"], "is new")
            continue
        count += 1
        if known != json.dumps(record):
            differing += 1
            _print_difference(json.loads(known), record)
    for name in before:
        print(name, "is gone")
    print(f"{count} documents, {differing} differ")
    return differing


def _print_difference(old: dict[str, Any], new: dict[str, Any]) -> None:
    keys = [key for key in old if old[key] != new[key]]
    print(old["name"], ", ".join(keys))
    for key in keys:
        before, after = old[key], new[key]
        if key == "blocks":
            before, after = next((a, b) for a, b in zip_longest(before, after) if a != b)
        print(f"  - {before!r:.300}\n  + {after!r:.300}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path, nargs="?")
    parser.add_argument("--compare", type=Path, nargs=2, metavar=("OLD", "NEW"))
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    if options.compare:
        sys.exit(bool(compare(*options.compare)))
    with (
        ProcessPoolExecutor(options.workers) as pool,
        gzip.open(options.out, "wt", encoding="utf-8", compresslevel=3) as out,
    ):
        for line in pool.map(dump, sources(), chunksize=16):
            out.write(line + "\n")


if __name__ == "__main__":
    main()
