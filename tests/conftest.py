"""Fixtures for all tests."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from helpers import REDACT, SHARED, TEXT
from hypothesis import HealthCheck, settings

os.environ["LC_ALL"] = "C.UTF-8"  # the command speaks the language of the locale
settings.register_profile(
    "tests",
    deadline=None,  # tests must not fail on a busy machine
    derandomize=True,  # nor by chance
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("tests")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The development data; tests that need it skip without it."""
    if not (SHARED / "dev").is_dir():
        pytest.skip(f"no development data at {SHARED / 'dev'}")
    return SHARED


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a configuration file."""

    def write(text: str, name: str = "cleaner.toml") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A folder of two documents."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    (folder / "b.html").write_text(f"<html><body><p>{TEXT}</p></body></html>", encoding="utf-8")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of five files: one is empty, one is not text."""
    pages = tmp_path / "in"
    for name in ("a.html", "sub/a.html", "sub/b.html"):
        (pages / name).parent.mkdir(parents=True, exist_ok=True)
        (pages / name).write_text(
            f"<html><body><p>这是{name}的正文，写得很好。</p></body></html>", encoding="utf-8"
        )
    (pages / "empty.txt").write_bytes(b"")
    (pages / "junk.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    return pages


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """A file of 300 records."""
    path = tmp_path / "docs.jsonl"
    lines = [{"id": f"d{n}", "text": f"第{n}篇文章的正文。", "n": n} for n in range(300)]
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder of an installed package `acme`, which offers the stage `redact` and a broken one."""
    metadata = tmp_path / "packages" / "acme-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text(
        f"[cleaner.stages]\nredact = {REDACT}\nbroken = acme.no:Stage\n"
    )
    monkeypatch.syspath_prepend(str(metadata.parent))
    return metadata.parent
