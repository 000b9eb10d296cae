"""README and guide stay true: examples run, lists match code."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click
import pytest
from helpers import ROOT

import cleaner
from cleaner.cli import main
from cleaner.cli.guide import PAGES
from cleaner.config import Config
from cleaner.stages.select.model.model import built_in

DOCUMENTS = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in (ROOT / "README.md", *sorted((ROOT / "cleaner" / "guide").glob("*.md")))
}
README = DOCUMENTS["README.md"]
GUIDE = {Path(name).stem: text for name, text in DOCUMENTS.items() if name != "README.md"}
ALL = "\n".join(DOCUMENTS.values())
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
INSTALL = "python3 -m venv {0} && {0}/bin/pip install --quiet {1} && {0}/bin/"
MEASURED_TIME = re.compile(r"\d+\.\d+ s, \d+\.\d+ MB/s")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def showing(language: str) -> list[Any]:
    """Documents that hold code of this language, as parameters."""
    return [pytest.param(text, id=name) for name, text in DOCUMENTS.items() if blocks(text, language)]


def section(text: str, heading: str) -> str:
    found = re.search(rf"^##+ {heading}\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    assert found, heading
    return found[1]


def rows(text: str) -> list[list[str]]:
    """Table rows, without the rule below each head."""
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines if "---" not in line]


def code(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


@cache
def commands() -> dict[str, click.Command]:
    """All commands by name; `config show` is one."""
    context = click.Context(main)
    assert isinstance(main, click.Group)
    found = {}
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command
        found[name] = command
        if isinstance(command, click.Group):
            found |= {f"{name} {sub}": other for sub, other in command.commands.items()}
    return found


def options(command: click.Command) -> Iterator[click.Option]:
    yield from (parameter for parameter in command.params if isinstance(parameter, click.Option))


class TestReadme:
    def test_it_is_short(self) -> None:
        assert 150 <= len(README.splitlines()) <= 200

    def test_the_two_set_up_commands_come_first_and_ci_runs_them(self) -> None:
        first, second = blocks(README, "sh")[:2]
        assert first == INSTALL.format(".venv", ".") + "cleaner fixtures/documents --output cleaned\n"
        assert second == INSTALL.format(".venv-test", "--editable '.[dev]'") + "python -m pytest\n"
        ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
        assert "README.md" in ci
        assert "for number in 0 1" in ci

    def test_the_first_example(self) -> None:
        before, after = blocks(README, "text")[:2]
        assert cleaner.clean(before) + "\n" == after

    def test_a_bullet_for_each_stage(self) -> None:
        bullets = re.findall(r"^\* `(\w+)`", section(README, "Seven stages"), re.MULTILINE)
        assert bullets == list(Config().stages.value)

    def test_a_link_to_each_page(self) -> None:
        assert re.findall(r"^\* \[\w+\]\(cleaner/guide/(\w+)\.md\)", README, re.MULTILINE) == list(PAGES)


class TestExamples:
    @pytest.mark.slow
    @pytest.mark.skipif(not all(map(shutil.which, ("bash", "jq"))), reason="bash or jq is not installed")
    @pytest.mark.parametrize("text", showing("console"))
    def test_commands_print_what_is_shown(self, text: str, tmp_path: Path) -> None:
        """Run all console blocks in order, beside the README's example."""
        (tmp_path / "news.txt").write_text(blocks(README, "text")[0], encoding="utf-8")
        shown = "".join(blocks(text, "console"))
        script = "set -o pipefail; last=0\n" + "".join(
            f"printf '%s\\n' {shquote('$ ' + line[2:])}; (exit $last); {line[2:]}; last=$?\n"
            for line in shown.splitlines()
            if line.startswith("$ ")
        )
        environment = {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "HOME": str(tmp_path),
            "LC_ALL": "C.UTF-8",
        }
        bash = ["bash", "-c", f"exec 2>&1\n{script}"]
        done = subprocess.run(bash, cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert MEASURED_TIME.sub("…", done.stdout) == MEASURED_TIME.sub("…", shown)

    @pytest.mark.parametrize("text", showing("toml"))
    def test_configurations_are_valid(
        self, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Load each block by itself, beside the files it names."""
        stages = "".join(block for block in blocks(text, "python") if "class Redact" in block)
        for name, content in {"mystages.py": stages, "names.txt": "乾安县\n"}.items():
            (tmp_path / name).write_text(content, encoding="utf-8")
        (tmp_path / "weights.npz").write_bytes(built_in(page=True))
        monkeypatch.chdir(tmp_path)
        monkeypatch.syspath_prepend(tmp_path)
        for number, block in enumerate(blocks(text, "toml")):
            path = tmp_path / f"{number}.toml"
            path.write_text(block, encoding="utf-8")
            assert cleaner.Pipeline.from_config(path).stages

    def test_modules_that_are_run_exist(self) -> None:
        for name in re.findall(r"python -m (cleaner[\w.]*)", ALL + CONTRIBUTING):
            assert find_spec(name), name


class TestLists:
    def test_every_command_is_mentioned(self) -> None:
        for name in commands():
            assert name in ("run", "config") or f"cleaner {name}" in ALL

    def test_every_option_is_mentioned(self) -> None:
        mentioned = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", ALL))
        for name, command in commands().items():
            missing = {word for option in options(command) for word in option.opts} - mentioned
            assert not missing, f"neither the README nor the guide mentions {missing} of {name}"

    @pytest.mark.parametrize("text", DOCUMENTS.values(), ids=DOCUMENTS)
    def test_every_mentioned_option_exists(self, text: str) -> None:
        elsewhere = {"--help", "--pages"}  # from click and from the benchmark
        lines = [line for line in text.splitlines() if "pip install" not in line]
        mentioned = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", "\n".join(lines)))
        real = [option.opts for command in commands().values() for option in options(command)]
        assert mentioned <= elsewhere.union(*real)

    def test_the_table_of_options(self) -> None:
        run = {option.opts[0]: option for option in options(commands()["run"])}
        told = {}
        for names, default, *_ in rows(section(GUIDE["runs"], "Options"))[1:]:
            words = re.findall(r"(--?[a-z-]+)", names)
            told[words[0]] = default
            assert words == run[words[0]].opts
        assert told.keys() == run.keys()
        for name, option in run.items():
            if option.show_default and not option.is_flag:
                assert told[name] == f"`{option.default}`"
        (formats,) = (row for row in rows(GUIDE["runs"]) if row[0] == "`--format`")
        assert isinstance(run["--format"].type, click.Choice)
        assert code(formats[2]) == list(run["--format"].type.choices)

    def test_the_table_of_records(self) -> None:
        told = {name for row in rows(section(GUIDE["runs"], "Records"))[1:] for name in code(row[0])}
        command = [sys.executable, "-m", "cleaner", "--format", "jsonl"]
        done = subprocess.run(command, input=b"...", cwd=ROOT, capture_output=True, check=True)
        assert json.loads(done.stdout).keys() | {"duplicate_of", "likeness"} == told

    def test_the_table_of_configuration(self) -> None:
        table = rows(section(GUIDE["configuration"], "Options"))[1:]
        told = {row[0].strip("`"): tomllib.loads(f"value = {row[1].strip('`')}")["value"] for row in table}
        config = Config()
        real: dict[str, Any] = {"stages": config.stages.value}
        real |= {f"{stage}.{option}": setting.value for stage, option, setting in config.settings()}
        assert told == json.loads(json.dumps(real))  # tuples are arrays in TOML

    def test_stages(self) -> None:
        decides, stages = GUIDE["decisions"], list(Config().stages.value)
        told = [row[0].strip("`") for row in rows(decides.partition("## decode")[0])[1:]]
        assert told == stages
        assert re.findall(r"^## (\w+)$", decides, re.MULTILINE) == stages

    def test_roles(self) -> None:
        told = [row[0].strip("`") for row in rows(section(GUIDE["decisions"], "Roles"))[1:]]
        assert told == [str(role) for role in cleaner.Role]

    def test_names_of_the_package(self) -> None:
        """Used names exist; exported names are explained."""
        for name in re.findall(r'(?<!")\bcleaner\.(\w+)', "".join(blocks(ALL, "python"))):
            assert hasattr(cleaner, name), name
        for name in cleaner.__all__:
            assert re.search(rf"\b{name}\b", GUIDE["python"]), name

    def test_extras(self) -> None:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        for name in project["optional-dependencies"].keys() - {"dev", "integrations"}:
            assert f"`{name}`" in ALL, name

    @pytest.mark.parametrize("name", [*DOCUMENTS, "CONTRIBUTING.md", "CHANGELOG.md"])
    def test_links_lead_somewhere(self, name: str) -> None:
        path = ROOT / name
        for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8")):
            if "://" in target:
                continue
            file, _, anchor = target.partition("#")
            found = path.parent / file if file else path
            assert found.exists(), target
            headings = re.findall(r"^#+ (.*)$", found.read_text(encoding="utf-8"), re.MULTILINE)
            assert not anchor or anchor in {re.sub(r"\W+", "-", h.lower()) for h in headings}, target

    @pytest.mark.parametrize("name", [*DOCUMENTS, "CONTRIBUTING.md"])
    def test_mentioned_paths_exist(self, name: str) -> None:
        text = (ROOT / name).read_text(encoding="utf-8")
        for path in re.findall(r"`((?:cleaner|tests|fixtures)/[\w./-]*)`", text):
            assert "NAME" in path or "VERB" in path or (ROOT / path).exists(), path


@pytest.mark.parametrize("page", PAGES)
def test_a_page_begins_with_a_heading_and_a_summary(page: str) -> None:
    heading, empty, summary, below = GUIDE[page].split("\n")[:4]
    assert heading == f"# {page.capitalize()}"
    assert (empty, below) == ("", "")
    assert summary.endswith(".")


def shquote(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
