"""The package: imports, exported names, wheel."""

from __future__ import annotations

import dataclasses
import pydoc
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest
from helpers import ROOT

import cleaner

HEAVY = {"lxml", "numpy", "opencc", "re2", "selectolax", "trafilatura"}
STAGES = ("Decode", "Repair", "Parse", "Simplify", "Select", "Rules", "Layout")


def loaded_after(statement: str) -> set[str]:
    """Modules loaded in a new process by a statement."""
    program = f"import sys; {statement}; print(*sys.modules)"
    return set(
        subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True
        ).stdout.split()
    )


@pytest.mark.parametrize("statement", ["import cleaner", "import cleaner.cli"])
def test_importing_loads_no_heavy_library(statement: str) -> None:
    assert not loaded_after(statement) & HEAVY


def test_cleaning_loads_them() -> None:
    """Guard the test above against renamed libraries."""
    assert {"numpy", "opencc", "selectolax"} <= loaded_after(
        "import cleaner; cleaner.clean('<html><p>說明書')"
    )


def test_exported_names_exist_and_are_listed() -> None:
    for name in dir(cleaner):
        assert getattr(cleaner, name), name
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = cleaner.no_such_name


@pytest.mark.parametrize("name", STAGES)
def test_exported_stages_make_a_pipeline(name: str) -> None:
    stage = getattr(cleaner, name)()
    assert dataclasses.is_dataclass(stage)
    assert stage.name == name.lower()
    assert cleaner.Pipeline((stage,)).run("好").status in ("ok", "empty")


def test_the_exported_stages_are_the_default_pipeline() -> None:
    assert cleaner.Pipeline(tuple(getattr(cleaner, name)() for name in STAGES)) == cleaner.Pipeline.default()


def test_types_are_installed() -> None:
    assert files("cleaner").joinpath("py.typed").is_file()


def test_help_is_short_and_mentions_every_public_name() -> None:
    text = pydoc.plain(pydoc.render_doc(cleaner))
    assert len(text.splitlines()) < 120
    for name in dir(cleaner):
        assert re.search(rf"\b{name}\b", text), name


PUBLIC = ROOT / "tests" / "public_names.py"


@pytest.mark.slow
def test_types_of_all_public_names_are_known() -> None:
    """No expression of a program that uses every name is `Any` to a type checker."""
    source = PUBLIC.read_text(encoding="utf-8")
    for name in dir(cleaner):
        assert re.search(rf"\bcleaner\.{name}\b", source), name
    done = check_types(PUBLIC)
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("mistake", "told"),
    [
        ('cleaner.Simplify(to="kep")', "arg-type"),
        ("cleaner.Pipeline((lambda document: document.text,))", "return-value|arg-type"),
        ('cleaner.Document("").replace(txt="")', "call-arg"),
        ("cleaner.no_such_name", "attr-defined"),
    ],
)
def test_mistakes_are_told_by_a_type_checker(mistake: str, told: str, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(f"import cleaner\n\n{mistake}\n", encoding="utf-8")
    done = check_types(program)
    assert re.search(rf"program.py:3: error: .*\[({told})\]", done.stdout), done.stdout


def check_types(program: Path) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--disallow-any-expr",
        "--follow-imports=silent",
        program,
    ]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_function_stays_a_function_whatever_was_imported() -> None:
    import cleaner.cli.explain
    import cleaner.views.serve

    assert cleaner.explain("好").status == "ok"
