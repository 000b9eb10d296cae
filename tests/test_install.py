"""Installation as the README tells it; needs a package index."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from helpers import NEWS, ROOT

pytestmark = pytest.mark.slow

README = (ROOT / "README.md").read_text(encoding="utf-8")


def install(command: list[str], **places: Path) -> subprocess.CompletedProcess[str]:
    """Run an installer in the checkout, with the places where it installs."""
    environment = os.environ | {name: str(path) for name, path in places.items()}
    environment.pop("PYTHONPATH", None)
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done


def check_command(command: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [command], input=NEWS.encode(), cwd=tmp_path, env={}, capture_output=True, check=True
    )
    assert done.stdout.decode().startswith("大会胜利闭幕\n")


def test_pip_has_nothing_to_warn_of(tmp_path: Path) -> None:
    """Nothing of ours, at least: what it says of itself or of its index is left aside."""
    environment = tmp_path / "venv"
    install([sys.executable, "-m", "venv", "--upgrade-deps", str(environment)])
    done = install([str(environment / "bin" / "pip"), "install", "."])
    assert not re.findall(r"(?i)(?:deprecat|does not provide|conflict|incompatible|yanked).*", done.stderr)
    check_command(environment / "bin" / "cleaner", tmp_path)


@pytest.mark.parametrize("tool", ["pipx", "uv"])
def test_other_installers(tool: str, tmp_path: Path) -> None:
    found = re.search(rf"\b{tool} (?:tool )?install \.(?=\s)", README)
    assert found, f"the README has no line for {tool}"
    path = shutil.which(tool, path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    if not path:
        pytest.skip(f"{tool} is not installed")
    homes = dict.fromkeys(("PIPX_HOME", "UV_TOOL_DIR"), tmp_path / "home")
    programs = dict.fromkeys(("PIPX_BIN_DIR", "UV_TOOL_BIN_DIR"), tmp_path / "bin")
    install([path, *found[0].split()[1:]], **homes, **programs)
    check_command(tmp_path / "bin" / "cleaner", tmp_path)
