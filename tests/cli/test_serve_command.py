"""`cleaner serve`: starts, says where, ends with Ctrl-C, and says what is missing."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest
from click.testing import CliRunner
from helpers import COMMAND, NEWS, Client

from cleaner.cli.serve import command

pytest.importorskip("uvicorn", reason="the extra serve is not installed")


@pytest.fixture
def started() -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command on any free port of every address, and what it printed until it was ready."""
    arguments = ["serve", "--port", "0", "--host", "0.0.0.0", "--set", "simplify.to=keep", "--lang", "zh"]
    with subprocess.Popen([*COMMAND, *arguments], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        printed = process.stderr.readline() + process.stderr.readline()
        yield process, printed
        process.kill()


def test_it_answers_with_its_options_and_ends_with_ctrl_c(
    started: tuple[subprocess.Popen[str], str],
) -> None:
    process, printed = started
    assert "Warning: whoever reaches 0.0.0.0" in printed
    found = re.search(r"http://0\.0\.0\.0:(\d+)/", printed)
    assert found
    ask = Client(int(found[1]))
    assert "大會圓滿完成各項議程" in ask("POST", "/clean", NEWS.encode())[1]
    assert "试试示例" in ask.page()[1]
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 0
    assert process.stderr
    assert "Traceback" not in process.stderr.read()


def test_a_port_that_is_taken_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        shown = CliRunner().invoke(command, ["--port", str(taken.getsockname()[1])])
    assert (shown.exit_code, "try --port 0" in shown.output) == (2, True)
    assert CliRunner().invoke(command, ["--host", "no.such.host.invalid"]).exit_code == 2


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("cleaner.views.serve")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "starlette.applications", None)
    shown = CliRunner().invoke(command, [])
    assert shown.exit_code == 1
    assert "the extra 'serve'" in shown.output
