"""The one-way rule: a module imports only from rooms behind it in the flow."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from conftest import ROOT

ORDER = (
    ("document",),
    ("language", "trace", "pages"),
    ("repair",),
    ("html",),
    ("selection",),
    ("stages",),
    ("registry",),
    ("config", "engines"),
    ("pipeline",),
    ("explanation",),
    ("io",),
    ("ledger", "report", "duplicates", "learning"),
    ("output", "cleaning"),
    ("run",),
    ("job", "serve"),
    ("shards",),
    ("cli",),
    ("__main__",),
)
"""Rooms from the first to the last; rooms of one row know nothing of each other."""
READERS_AND_WRITERS = {"document", "io"}
RANK = {room: rank for rank, rooms in enumerate(ORDER) for room in rooms}
MODULES = sorted((ROOT / "cleaner").rglob("*.py"))


def room(path: Path) -> str:
    return path.relative_to(ROOT / "cleaner").with_suffix("").parts[0]


def imports(path: Path) -> list[str]:
    """The rooms that a module imports at its top level (a lazy import is a deliberate exception)."""
    names = []
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("cleaner"):
            _, *rest = node.module.split(".")
            names += [rest[0]] if rest else [alias.name for alias in node.names if alias.name in RANK]
        elif isinstance(node, ast.Import):
            names += [a.name.split(".")[1] for a in node.names if a.name.startswith("cleaner.")]
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT / "cleaner")))
def test_imports_run_one_way(path: Path) -> None:
    here = room(path)
    if here == "__init__":
        return
    for other in imports(path):
        assert other == here or RANK[other] < RANK[here], f"{path}: {here} may not import {other}"
        assert here != "io" or other in READERS_AND_WRITERS, f"{path}: io knows only document"


def test_stages_do_not_know_each_other() -> None:
    for path in (ROOT / "cleaner" / "stages").glob("*.py"):
        assert "stages" not in imports(path), path
