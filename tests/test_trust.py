"""Nothing runs that the user has not asked for: configurations, modules, weights."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from helpers import TEXT, on_terminal, run_cleaner

from cleaner.config import read_config
from cleaner.document import ConfigError
from cleaner.registry import find
from cleaner.stages.select import Select

EVIL = "from pathlib import Path\nPath('executed').touch()\ndef stage(document):\n    return document\n"


@pytest.mark.parametrize(
    "config",
    [
        'stages = ["decode", "evil:stage"]',
        '["evil:stage"]\nx = 1',
        'stages = ["decode", "planted"]',
        'stages = ["decode", "evil-pkg:planted"]',
        'stages = ["decode", "os:system"]',
    ],
)
def test_a_configuration_that_is_found_runs_no_code(config: str, tmp_path: Path) -> None:
    (tmp_path / "evil.py").write_text(EVIL)
    (tmp_path / "evil_pkg-1.0.dist-info").mkdir()
    (tmp_path / "evil_pkg-1.0.dist-info" / "METADATA").write_text("Name: evil-pkg\nVersion: 1.0\n")
    (tmp_path / "evil_pkg-1.0.dist-info" / "entry_points.txt").write_text(
        "[cleaner.stages]\nplanted = evil:stage\n"
    )
    (tmp_path / "cleaner.toml").write_text(config)
    for command in ((), ("explain",), ("config", "show"), ("stages",)):
        done = run_cleaner(*command, stdin=TEXT.encode(), cwd=tmp_path)
        assert done.returncode == 2 or command == ("stages",), done
        assert not (tmp_path / "executed").exists()
    if "evil" in config and "stages" in config:
        done = run_cleaner("--config", "cleaner.toml", stdin=TEXT.encode(), cwd=tmp_path)
        assert (tmp_path / "executed").exists()


def test_a_configuration_that_is_found_sets_options(tmp_path: Path) -> None:
    (tmp_path / "cleaner.toml").write_text('stages = ["decode", "simplify"]\n[simplify]\nto = "keep"\n')
    done = run_cleaner(stdin="報告。".encode(), cwd=tmp_path)
    assert (done.returncode, done.stdout.decode()) == (0, "報告。\n")


@pytest.mark.parametrize("name", ["os:system", "builtins:eval", "subprocess:run", "helpers:subprocess"])
def test_the_standard_library_has_no_stages(name: str, write) -> None:
    if name == "helpers:subprocess":
        assert find(name) is subprocess  # a module cannot be called
        return
    with pytest.raises(ConfigError, match="standard library"):
        find(name)
    with pytest.raises(ConfigError, match="standard library"):
        read_config(write(f"stages = ['decode', '{name}']"))


def test_a_callable_of_the_standard_library_by_another_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("helpers.shout", os.system)
    with pytest.raises(ConfigError, match="standard library"):
        find("helpers:shout")


def test_a_module_that_fails_when_it_is_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken_stage.py").write_text("1 / 0\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(ConfigError, match="division by zero"):
        find("broken_stage:x")


@pytest.mark.slow
def test_which_configuration_is_in_force_is_told(pages: Path, tmp_path: Path) -> None:
    (tmp_path / "cleaner.toml").write_text('[simplify]\nto = "keep"\n')
    assert "# file cleaner.toml\n" in run_cleaner("config", "show", cwd=tmp_path).stdout.decode()
    run_cleaner(pages, "-o", "out", cwd=tmp_path)
    account = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert account["configuration"] == str(tmp_path / "cleaner.toml")
    shown = on_terminal(pages / "a.txt", cwd=tmp_path)
    assert shown.count("the configuration is cleaner.toml") == 1
    assert "configuration" not in on_terminal(pages / "a.txt", "--config", "cleaner.toml", cwd=tmp_path)
    assert "configuration" not in on_terminal(pages / "a.txt", "--quiet", cwd=tmp_path)


def bad_weights() -> dict[str, bytes]:
    pickled, incomplete = io.BytesIO(), io.BytesIO()
    np.save(pickled, np.array([{"a": 1}], dtype=object), allow_pickle=True)
    np.savez(incomplete, table=np.zeros(3))
    return {
        "a text": b"no weights",
        "nothing": b"",
        "a pickle": pickled.getvalue(),
        "other arrays": incomplete.getvalue(),
    }


@pytest.mark.parametrize("kind", list(bad_weights()))
def test_weights_that_are_none(kind: str, tmp_path: Path) -> None:
    (tmp_path / "text.npz").write_bytes(bad_weights()[kind])
    with pytest.raises(ConfigError, match=r"text.npz.*training") as error:
        Select(weights=str(tmp_path))
    assert "pickle" not in str(error.value)


@pytest.mark.slow
def test_a_cluster_of_our_own_listens_on_this_machine_only() -> None:
    pytest.importorskip("ray", reason="the ray extra is not installed")
    before = listening()
    script = "from cleaner.engines.ray import cluster\nwith cluster(1):\n    print('up', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "up\n"
        opened = listening() - before
        process.communicate("\n", timeout=60)
    assert opened
    assert not {address for address in opened if not is_loopback(address)}


def listening() -> set[str]:
    """Addresses and ports that anything on this machine listens on, as Linux writes them."""
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            _, address, _, state, *_ = line.split()
            if state == "0A":
                found.add(address)
    return found


def is_loopback(address: str) -> bool:
    return address.split(":")[0] in (
        "0100007F", "00000000000000000000000001000000", "0000000000000000FFFF00000100007F"
    )  # fmt: skip
