"""The package as it is imported and shipped."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from importlib.resources import files

import pytest

import cleaner

HEAVY = {"lxml", "numpy", "opencc", "re2", "selectolax", "trafilatura"}
STAGES = ("Decode", "Repair", "Parse", "Simplify", "Select", "Rules", "Layout")


def loaded_after(statement: str) -> set[str]:
    """The modules that a new process has loaded after a statement."""
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
    """Without this, the test above could pass because a library was renamed."""
    assert {"numpy", "opencc", "selectolax"} <= loaded_after(
        "import cleaner; cleaner.clean('<html><p>說明書')"
    )


def test_exported_names_exist_and_are_listed() -> None:
    assert sorted(cleaner.__all__) == dir(cleaner) == cleaner.__dir__()
    for name in cleaner.__all__:
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


def test_types_are_shipped() -> None:
    assert files("cleaner").joinpath("py.typed").is_file()


def test_the_function_stays_a_function_whatever_was_imported() -> None:
    import cleaner.cli.explain
    import cleaner.views.serve

    assert cleaner.explain("好").status == "ok"
