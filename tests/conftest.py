"""Where test data lives: the project's own fixtures, and the development data beside a checkout."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "fixtures"
SHARED = ROOT.parent / "shared"


def documents() -> list[Any]:
    """Every document fixture as a parameter (input path), a known failure marked as such."""
    return [
        pytest.param(path, id=path.stem, marks=_marks(_why(path)))
        for path in sorted((FIXTURES / "documents").iterdir())
    ]


def expected(path: Path) -> str:
    return (FIXTURES / "expected" / f"{path.stem}.txt").read_text(encoding="utf-8").rstrip("\n")


def cases(verb: str) -> list[Any]:
    """The string cases of a verb (input, expected) as parameters."""
    found = []
    for path in sorted((FIXTURES / "cases").glob(f"{verb}-*.json")):
        for number, case in enumerate(json.loads(path.read_text(encoding="utf-8"))):
            source = bytes.fromhex(case["input_hex"]) if "input_hex" in case else case["input"]
            why = f"KNOWN FAILURE: {case['why']}" if case.get("known_failure") else case["why"]
            found.append(
                pytest.param(source, case["expected"], id=f"{path.stem}-{number}", marks=_marks(why))
            )
    return found


def _why(path: Path) -> str:
    return (FIXTURES / "why" / f"{path.stem}.txt").read_text(encoding="utf-8").strip()


def _marks(why: str) -> list[pytest.MarkDecorator]:
    failure = why.startswith("KNOWN FAILURE:")
    return [pytest.mark.xfail(reason=why, strict=True)] if failure else []


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of development data; tests that need it skip where it is not there."""
    if not (SHARED / "dev").is_dir():
        pytest.skip(f"no development data at {SHARED / 'dev'}")
    return SHARED
