"""Figures on the development data may not fall below the recorded floors.

The data and the measurement (`bench/measure.py`) lie beside the checkout in `../shared`; the tests skip
without them. A fixed sample is measured, so the figures differ from those of a full run.

Floors only rise. Those of what is learned (pages, texts, web, crawl) are the figures that the training
reached out of fold, on sites that it had not learned from; they were lowered once for that, and what is
measured here, with weights that have seen these documents, lies above them. After an improvement:

    python tests/test_quality.py                      # measure; show figures beside floors
    python tests/test_quality.py --raise              # raise floors that were beaten, of what is not learned
    python tests/test_quality.py --raise plain script # those of these parts only
    python tests/test_quality.py FIGURES.json --raise # those of what is learned, by `--figures` of a training

Shares and scores (0 to 1, or `5 of 5`) are better when higher, counts of wrong or changed lines when lower.
"""

from __future__ import annotations

import gzip
import importlib.util
import json
import math
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from helpers import SHARED

FLOORS = Path(__file__).with_name("floors.json")
PARTS = (
    "seeds", "plain", "pages", "texts", "english", "charset", "mojibake", "untouched", "script",
    "punctuation", "web", "crawl", "cases", "structure",
)  # fmt: skip
LEARNED = {"pages": "pages", "texts": "page_texts", "web": "web", "crawl": "crawl"}
"""Parts whose floors are figures of a training, out of fold, with the file that it calls them by."""
EVERY = 6
"""Pages: the sample has one of this many."""
LINES = 600
"""Maximum lines from each file of clean text."""
CASES = 6
"""Mojibake cases of each kind and size."""
LOWER_IS_BETTER = re.compile(r"changes of|wrong|<")
NOT_RECORDED = re.compile(
    r" ms | [pr]$|^(?:pages|texts|web|crawl) f,|, trafilatura$|trafilatura's$|^seed \d|^cases right"
)
"""Figures without floors: times, precision and recall, small parts, those of others."""


def measurement() -> ModuleType:
    """`bench/measure.py` as a module."""
    spec = importlib.util.spec_from_file_location("measure", SHARED / "bench" / "measure.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.damage.mojibake_cases = partial(module.damage.mojibake_cases, each=CASES)
    return module


def take_sample(folder: Path) -> Path:
    """Write the sample to a folder in the layout of the data."""
    dev = SHARED / "dev"
    for name in ("plain", "cases", "crawl.jsonl.gz", "opencc_cases.json"):
        (folder / name).symlink_to(dev / name)
    kept = _records(dev, folder, "pages.jsonl.gz", lambda number, _: number % EVERY == 0)
    _records(dev, folder, "page_texts.jsonl.gz", lambda _, record: record["id"].rsplit("#", 1)[0] in kept)
    _records(dev, folder, "pages_en.jsonl.gz", lambda number, _: number % EVERY == 0)
    _records(dev, folder, "web.jsonl.gz", lambda number, _: number % EVERY == 0)
    (folder / "clean").mkdir()
    for path in (dev / "clean").glob("*.txt.gz"):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            text = "".join(line for _, line in zip(range(LINES), lines, strict=False))
        (folder / "clean" / path.name).write_bytes(gzip.compress(text.encode("utf-8")))
    return folder


def _records(
    source: Path, target: Path, name: str, wanted: Callable[[int, dict[str, Any]], bool]
) -> set[str]:
    """Copy the wanted records of a file and return their ids."""
    ids: set[str] = set()
    with (
        gzip.open(source / name, "rt", encoding="utf-8") as lines,
        gzip.open(target / name, "wt", encoding="utf-8", compresslevel=1) as out,
    ):
        for number, line in enumerate(lines):
            record = json.loads(line)
            if wanted(number, record):
                ids.add(record["id"])
                out.write(line)
    return ids


def figures(part: str, sample: Path) -> Iterator[tuple[str, float]]:
    """Figures of one part that have floors."""
    if part == "structure":
        yield from structure()
        return
    for name, value in measurement().PARTS[part](sample, SHARED / "seeds"):
        if isinstance(value, str) and (share := re.fullmatch(r"(\d+) of (\d+)", value)):
            value = int(share[1]) / int(share[2])
        if isinstance(value, int | float) and not NOT_RECORDED.search(name.strip()):
            yield name.strip(), float(value)


def structure() -> Iterator[tuple[str, float]]:
    """Shares of lines of code, of their indentation, and of table rows that come out, of all pages."""
    command = [sys.executable, SHARED / "bench" / "structure.py"]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    for name, value in re.findall(r"(code lines|indentation|table rows) (\d\.\d+)", told):
        yield name, float(value)


def recorded() -> dict[str, dict[str, float]]:
    """Floors by part and figure."""
    floors: dict[str, dict[str, float]] = json.loads(FLOORS.read_text(encoding="utf-8"))
    return floors


def reached(name: str, value: float, floor: float) -> bool:
    return value <= floor if LOWER_IS_BETTER.search(name) else value >= floor


@pytest.fixture(scope="session")
def sample(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return take_sample(tmp_path_factory.mktemp("sample"))


@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS)
def test_figures_do_not_fall(part: str, sample: Path) -> None:
    floors = recorded().get(part)
    if not floors:
        pytest.skip(f"no floors recorded for {part}")
    got = dict(figures(part, sample))
    fallen = {
        name: f"{got.get(name)} where {floor} was reached"
        for name, floor in floors.items()
        if name not in got or not reached(name, got[name], floor)
    }
    assert not fallen


@pytest.mark.parametrize(
    ("name", "value", "floor", "good"),
    [("pages f", 0.95, 0.95, True), ("pages f", 0.94, 0.95, False), ("t2s wrong characters", 3, 4, True)],
)
def test_what_counts_as_reached(name: str, value: float, floor: float, good: bool) -> None:
    assert reached(name, value, floor) is good


def trained(path: Path) -> Iterator[tuple[str, str, float]]:
    """Part, name and value of those figures of a training that have floors."""
    known = json.loads(path.read_text(encoding="utf-8"))
    floors = recorded()
    for part, file in LEARNED.items():
        for name, figure in known.get(file, {"values": {}})["values"].items():
            if f"{part} {name}" in floors[part]:
                yield part, f"{part} {name}", figure["mean"]


def measured(parts: Sequence[str]) -> Iterator[tuple[str, str, float]]:
    """Part, name and value of the figures of a sample."""
    with tempfile.TemporaryDirectory() as folder:
        sample = take_sample(Path(folder))
        for part in parts:
            yield from ((part, name, value) for name, value in figures(part, sample))


def main(arguments: list[str]) -> None:
    files = [Path(argument) for argument in arguments if argument.endswith(".json")]
    parts = [name for name in arguments if name in PARTS] or [name for name in PARTS if name not in LEARNED]
    floors = recorded()
    for part, name, value in chain.from_iterable(map(trained, files)) if files else measured(parts):
        known = floors.setdefault(part, {})
        lower = bool(LOWER_IS_BETTER.search(name))
        value = (math.ceil if lower else math.floor)(value * 1000) / 1000
        print(f"{name:60} {value:<8} floor {known.get(name, 'none')}", flush=True)
        if name not in known or (reached(name, value, known[name]) and value != known[name]):
            known[name] = value
    if "--raise" in arguments:
        FLOORS.write_text(json.dumps(floors, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
