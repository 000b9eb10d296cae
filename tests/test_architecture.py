"""The import rule: which folder may import which, inside functions too."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from helpers import ROOT

PACKAGE = ROOT / "cleaner"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE / "guide")
ABOVE_PIPELINE = "views training runs integrations"
LAYERS = ("document", "text", "stages", "registry", "config", "table", "pipeline", ABOVE_PIPELINE, "cli")
"""Layers in order: each imports only earlier ones."""
STAGES = {path.parent.name for path in (PACKAGE / "stages").glob("*/__init__.py")}


def name_of(path: Path) -> str:
    """Dotted name of a module, without `cleaner`.

    >>> name_of(PACKAGE / "stages" / "decode" / "__init__.py")
    'stages.decode'
    """
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


ROOM_OF_PACKAGE = "__init__"
NAMES = {name_of(path): path for path in MODULES}


def imports(path: Path) -> Iterator[str]:
    """Modules of the package that a module imports, except for type checking."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    checking = {
        node
        for branch in ast.walk(tree)
        if isinstance(branch, ast.If) and ast.unparse(branch.test) == "TYPE_CHECKING"
        for node in ast.walk(branch)
    }
    for node in ast.walk(tree):
        if node in checking:
            continue
        if isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: imports are absolute"
            imported = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            imported = [alias.name for alias in node.names]
        else:
            continue
        for name in imported:
            first, _, rest = name.partition(".")
            if first == "cleaner":
                yield rest if rest in NAMES else rest.rpartition(".")[0] or ROOM_OF_PACKAGE


def room(name: str) -> str:
    """The folder that counts: each stage by itself, else the top one."""
    first, _, rest = name.partition(".")
    inner = rest.partition(".")[0]
    return f"stages.{inner}" if first == "stages" and inner in STAGES else first


ARROWS = {name: set(imports(path)) for name, path in NAMES.items()}
BETWEEN_ROOMS = [
    (name, other) for name, others in ARROWS.items() for other in others if room(name) != room(other)
]


def test_document_imports_nothing_of_ours() -> None:
    assert not ARROWS["document"]


def test_what_stages_share_imports_document_only() -> None:
    assert {room(other) for name, other in BETWEEN_ROOMS if room(name) == "text"} <= {"document"}


def test_a_stage_imports_document_and_text_only() -> None:
    allowed = {"compiled", "document", "text"}
    selectors = ("stages.rules.patterns", "stages.parse.selectors")  # rules name elements of a page
    strangers = [
        (name, other)
        for name, other in BETWEEN_ROOMS
        if name.startswith("stages.") and room(other) not in allowed and (name, other) != selectors
    ]
    assert not strangers


def test_engines_import_document_only() -> None:
    assert {room(other) for name, other in BETWEEN_ROOMS if room(name) == "engines"} <= {"document"}


def test_io_imports_document_and_text_only() -> None:
    assert {room(other) for name, other in BETWEEN_ROOMS if room(name) == "io"} <= {"document", "text"}


def test_layers_import_earlier_ones_only() -> None:
    rank = {word: number for number, words in enumerate(LAYERS) for word in words.split()}
    upward = [
        (name, other)
        for name, other in BETWEEN_ROOMS
        if (here := rank.get(room(name).split(".")[0])) is not None
        and (there := rank.get(room(other).split(".")[0])) is not None
        and here <= there
        and not (name.startswith("stages.") and other.startswith("stages."))  # see the test for stages
    ]
    assert not upward


@pytest.mark.parametrize("of", ["rooms", "modules"])
def test_no_circle(of: str) -> None:
    graph: dict[str, set[str]] = {}
    for name, others in ARROWS.items():
        here = name if of == "modules" else room(name)
        there = others if of == "modules" else {room(other) for other in others}
        graph.setdefault(here, set()).update(there - {here})
    TopologicalSorter(graph).prepare()  # raises CycleError with the circle's members
