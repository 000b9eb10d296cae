"""README and guide stay true: examples run, lists match code."""

from __future__ import annotations

import gzip
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
from zipfile import ZipFile

import click
import pytest
from helpers import NEWS, ROOT

import cleaner
from cleaner.cli import main
from cleaner.cli.guide import PAGES
from cleaner.config import Config
from cleaner.training.__main__ import parser

DOCUMENTS = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in (ROOT / "README.md", *sorted((ROOT / "cleaner" / "guide").glob("*.md")))
}
README = DOCUMENTS["README.md"]
GUIDE = {Path(name).stem: text for name, text in DOCUMENTS.items() if name != "README.md"}
ALL = "\n".join(DOCUMENTS.values())
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
INSTALL = "python3 -m venv --upgrade-deps {0} && {0}/bin/pip install --quiet {1} && {0}/bin/"
MEASURED_TIME = re.compile(r"\d+\.\d+ s, [\d.,]+ docs/s")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def showing(language: str) -> list[Any]:
    """Documents that hold code of this language, as parameters."""
    return [pytest.param(text, id=name) for name, text in DOCUMENTS.items() if blocks(text, language)]


def shell_lines() -> list[Any]:
    """Lines of shell in the guide, as parameters; installing and training have tests of their own."""
    found = [
        pytest.param(line, id=f"{name}: {line[:40]}")
        for name, text in GUIDE.items()
        for line in "".join(blocks(text, "sh")).splitlines()
        if re.search(r"\bcleaner (?!$)", line) and "pip install" not in line
    ]
    assert found
    return found


def write_inputs(folder: Path) -> None:
    """Write the inputs that the guide's lines name."""
    page = f"<html><body><h1>新橋通車</h1><p>{NEWS}</p></body></html>"
    (folder / "pages").mkdir()
    (folder / "pages" / "a.html").write_text(page, encoding="utf-8")
    (folder / "novel.txt").write_text(NEWS, encoding="utf-8")
    with gzip.open(folder / "docs.jsonl.gz", "wt", encoding="utf-8") as records:
        records.write(json.dumps({"html": page}) + "\n")
    with ZipFile(folder / "more.zip", "w") as archive:
        archive.writestr("b.html", page)
    (folder / "crawl").mkdir()
    response = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}".encode()
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        "WARC-Target-URI: https://a.cn/1\r\nWARC-Date: 2021-06-01T00:00:00Z\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(response)}\r\n\r\n"
    )
    warc = gzip.compress(head.encode() + response + b"\r\n\r\n")
    (folder / "crawl" / "a.warc.gz").write_bytes(warc)


def in_shell(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a script in a folder that is also the home."""
    environment = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        "RAY_USAGE_STATS_ENABLED": "0",
    }
    bash = ["bash", "-c", f"exec 2>&1; set -o pipefail\n{script}"]
    return subprocess.run(bash, cwd=folder, env=environment, capture_output=True, text=True, check=False)


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
    @pytest.mark.skipif(
        not all(map(shutil.which, ("bash", "curl", "jq"))), reason="bash, curl or jq is missing"
    )
    def test_commands_print_what_is_shown(self, tmp_path: Path) -> None:
        """Run all console blocks in reading order, in one folder, beside the README's example."""
        (tmp_path / "news.txt").write_text(blocks(README, "text")[0], encoding="utf-8")
        shown = "".join(blocks("\n".join([README, *map(GUIDE.__getitem__, PAGES)]), "console"))
        script = "set -o pipefail; last=0\n" + "".join(
            f"printf '%s\\n' {shquote('$ ' + line[2:])}; (exit $last); {line[2:]}; last=$?\n"
            for line in shown.splitlines()
            if line.startswith("$ ")
        )
        done = in_shell(script, tmp_path)
        assert MEASURED_TIME.sub("…", done.stdout) == MEASURED_TIME.sub("…", shown)

    @pytest.mark.slow
    @pytest.mark.skipif(not all(map(shutil.which, ("bash", "jq"))), reason="bash or jq is not installed")
    @pytest.mark.parametrize("line", shell_lines())
    def test_shell_lines_succeed(self, line: str, tmp_path: Path) -> None:
        """Run a line by itself, beside inputs of the names that the guide uses."""
        if "--engine ray" in line:
            pytest.importorskip("ray", reason="ray is not installed")
        write_inputs(tmp_path)
        earlier = "cleaner pages -o clean.parquet --quiet && " if "--retry-failed" in line else ""
        done = in_shell(f"{earlier}{line}", tmp_path)
        assert done.returncode == 0, done.stdout

    @pytest.mark.parametrize("text", showing("toml"))
    def test_configurations_are_valid(
        self, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Load each block by itself, beside the files it names."""
        stages = "".join(block for block in blocks(text, "python") if "class Redact" in block)
        for name, content in {"mystages.py": stages, "names.txt": "乾安县\n"}.items():
            (tmp_path / name).write_text(content, encoding="utf-8")
        shutil.copytree(ROOT / "cleaner/stages/select/model", tmp_path / "weights")
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
        elsewhere = {"--help", "--version", "--pages"}  # of click and the benchmark
        elsewhere |= {"--data-binary", "--data-urlencode", "--url-query"}  # of curl
        lines = [line for line in text.splitlines() if "pip install" not in line]
        mentioned = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", "\n".join(lines)))
        real = [option.opts for command in commands().values() for option in options(command)]
        training = re.findall(r"--[a-z-]+", parser().format_help())
        assert mentioned <= elsewhere.union(training, *real)

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
                shown = option.default if option.show_default is True else option.show_default
                assert told[name] == f"`{shown}`"
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
            assert name == "integrations" or hasattr(cleaner, name), name
        for name in dir(cleaner):
            assert re.search(rf"\b{name}\b", GUIDE["python"]), name

    def test_extras(self) -> None:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        for name in project["optional-dependencies"].keys() - {"dev", "integrations"}:
            assert f"`{name}`" in ALL, name

    def test_the_tables_of_libraries(self) -> None:
        """Every library that is installed, and every one of an extra, is in a table."""
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        always, _, extra = section(GUIDE["sources"], "Libraries").partition("Extras bring")
        told = {name for row in rows(always)[1:] for name in code(row[0])}
        assert told == {library_of(line) for line in project["dependencies"]}
        told_of_extras = {tuple(code(" ".join(row[:2]))) for row in rows(extra)[1:]}
        real = {
            (name, library_of(line))
            for name, lines in project["optional-dependencies"].items()
            if name not in ("all", "dev", "integrations")
            for line in lines
        }
        assert real <= told_of_extras

    def test_all_is_every_reader_and_writer_but_ray(self) -> None:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        (everything,) = project["optional-dependencies"]["all"]
        assert "ray" not in re.findall(r"\w+", everything)
        assert {"parquet", "remote", "warc", "zstd"} <= set(re.findall(r"\w+", everything))

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


def library_of(requirement: str) -> str:
    """The name of a package in a requirement.

    >>> library_of("ray[data]>=2.40")
    'ray'
    """
    return re.split(r"[\[<>=; ]", requirement)[0]


def shquote(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
