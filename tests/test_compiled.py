"""The compiled modules: how they come into a wheel, and that they change no byte of the output."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from zipfile import ZipFile

import pytest
from helpers import FIXTURES, ROOT, on_terminal, run_cleaner

from cleaner.compiled import COMPILED
from cleaner.pipeline import Pipeline, deciding_files

NATIVE = (".so", ".pyd")
BUILD = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
MODULES: list[str] = BUILD["tool"]["hatch"]["build"]["hooks"]["custom"]["modules"]
SOURCES = {path.relative_to(ROOT).as_posix() for path in (ROOT / "cleaner").rglob("*") if path.is_file()}
SOURCES = {name for name in SOURCES if not name.endswith((".pyc", *NATIVE))}


def build(target: Path, *, compiler: str = "", root: Path = ROOT, version: str = "standard") -> Path:
    """Build a wheel, with this compiler in place of the usual one; return its path."""
    for name in ("Cython", "hatchling", "setuptools"):
        pytest.importorskip(name, reason=f"{name} is not installed")
    command = [sys.executable, "-m", "hatchling", "build", "-d", target, "-t", f"wheel:{version}"]
    environment = (
        {**os.environ, "CC": compiler} if compiler else {**os.environ, "CLEANER_COMPILED": "required"}
    )
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = target.iterdir()
    return wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel with compiled modules."""
    if not any(map(shutil.which, filter(None, (os.environ.get("CC"), "cc", "gcc", "clang")))):
        pytest.skip("there is no C compiler")
    return build(tmp_path_factory.mktemp("compiled"))


def shipped(wheel: Path) -> set[str]:
    with ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if name.startswith("cleaner/")}


@pytest.mark.slow
def test_a_wheel_holds_every_file_and_the_compiled_modules(wheel: Path) -> None:
    compiled = {name.replace(".", "/") + EXTENSION_SUFFIXES[0] for name in MODULES}
    assert shipped(wheel) == SOURCES | compiled
    assert {"cleaner/py.typed", "cleaner/guide/runs.md"} <= SOURCES
    assert "-none-any" not in wheel.name


@pytest.mark.slow
def test_a_failed_compilation_is_no_failed_build(tmp_path: Path) -> None:
    wheel = build(tmp_path, compiler=shutil.which("false") or "false")
    assert shipped(wheel) == SOURCES
    assert wheel.name.endswith("-py3-none-any.whl")


@pytest.mark.slow
def test_an_editable_install_runs_what_is_edited(tmp_path: Path) -> None:
    """It holds no compiled module, and leaves none beside the source."""
    wheel = build(tmp_path, version="editable")
    assert not shipped(wheel)
    assert not [path for path in (ROOT / "cleaner").rglob("*") if path.suffix in NATIVE]


@pytest.mark.slow
def test_a_stale_compiled_module_is_not_shipped(tmp_path: Path) -> None:
    """What lies beside the source, compiled earlier by whatever means, stays out of a wheel."""
    for name in ("cleaner", "pyproject.toml", "hatch_build.py", "README.md", "LICENSE", ".gitignore"):
        place = ROOT / name
        (shutil.copytree if place.is_dir() else shutil.copy)(place, tmp_path / name)
    (tmp_path / "cleaner" / f"document{EXTENSION_SUFFIXES[0]}").write_bytes(b"stale")
    wheel = build(tmp_path / "dist", compiler=shutil.which("false") or "false", root=tmp_path)
    assert not [name for name in shipped(wheel) if name.endswith(NATIVE)]


PROGRAM = """
import json, sys
from pathlib import Path
import snapshot
from cleaner.compiled import COMPILED
from cleaner.pipeline import Pipeline
print(json.dumps([COMPILED, Pipeline.default().fingerprint]))
structure, snapshot.FIXTURES, snapshot.SHARED = map(Path, sys.argv[1:])
for named in snapshot.sources():
    print(snapshot.dump(named))
for path in sorted(structure.iterdir()):
    print(snapshot.dump((path.name, path.read_bytes())))
"""
"""Prints every block of the fixtures: documents, cases of damage, texts."""


def outcome(package: Path) -> list[str]:
    """What the package in a folder makes of the fixtures, as lines, after whether it is compiled."""
    environment = {**os.environ, "PYTHONPATH": f"{package}{os.pathsep}{ROOT / 'tests'}"}
    folders = [FIXTURES / "structure" / "documents", FIXTURES, package / "no other data"]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *folders],
        env=environment,
        cwd=package,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode().splitlines()


@pytest.mark.slow
def test_compiled_modules_give_the_same_bytes(wheel: Path, tmp_path: Path) -> None:
    with ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "compiled")
    shutil.copytree(ROOT / "cleaner", tmp_path / "plain" / "cleaner", ignore=shutil.ignore_patterns("*.so"))
    compiled, plain = outcome(tmp_path / "compiled"), outcome(tmp_path / "plain")
    first, second = json.loads(compiled.pop(0)), json.loads(plain.pop(0))
    assert (first[0], second[0]) == (True, False)
    assert first[1] == second[1], "the fingerprint says that the bytes are the same"
    assert len(plain) > 2000
    assert compiled == plain


def test_compiled_modules_have_no_part_in_the_fingerprint(tmp_path: Path) -> None:
    assert not [path for path in deciding_files() if path.suffix in NATIVE]
    assert Pipeline.default().fingerprint == Pipeline.default().fingerprint


def test_modules_are_listed_once_and_exist() -> None:
    assert sorted(set(MODULES)) == MODULES
    assert {f"{name.replace('.', '/')}.py" for name in MODULES} <= SOURCES


def test_every_declaration_belongs_to_a_compiled_module() -> None:
    declared = {name.removesuffix(".pxd") for name in SOURCES if name.endswith(".pxd")}
    assert declared <= {name.replace(".", "/") for name in MODULES}


def test_the_version_tells_whether_it_is_compiled() -> None:
    told = run_cleaner("--version").stdout.decode().rstrip()
    assert told.endswith(", compiled" if COMPILED else ", not compiled")


@pytest.mark.skipif(COMPILED, reason="this installation is compiled")
def test_a_run_on_a_terminal_says_once_that_it_is_not_compiled(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("大会胜利闭幕。\n", encoding="utf-8")
    shown = on_terminal(tmp_path / "a.txt", tmp_path / "b.txt", "-o", tmp_path / "out")
    assert shown.count("not compiled") == 1
    assert "C compiler" in shown
    assert "compiled" not in on_terminal(tmp_path / "a.txt", "-o", tmp_path / "quiet", "--quiet")
    assert json.loads((tmp_path / "out" / "run.json").read_text())["compiled"] is False
