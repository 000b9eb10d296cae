"""`cleaner serve`: start the local page that explains documents, and its API."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from cleaner.cli.language import language_option
from cleaner.cli.options import memory_option, pipeline_options, timeout_option
from cleaner.document import MissingPackageError

if TYPE_CHECKING:
    from cleaner.config import Config
    from cleaner.views.language import Language
    from cleaner.views.serve.app import Service

LOOPBACK = ("127.0.0.1", "localhost", "::1")
OPEN = (
    "Warning: whoever reaches {host} can send documents to this server, and nothing is encrypted. "
    "Put it behind a proxy that asks for a password."
)


@click.command("serve", short_help="Clean and explain documents in the browser, or by HTTP.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="0 is any free one."
)
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="The address to listen on; this machine only."
)
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Documents cleaned at a time.")
@timeout_option
@memory_option
@click.option(
    "--max-size",
    type=click.IntRange(min=1),
    metavar="MB",
    default=20,
    show_default=True,
    help="A request that is larger is refused.",
)
@language_option("that of the browser")
@pipeline_options
def command(host: str, port: int, language: Language | None, config: Config, **limits: Any) -> None:
    """Serve a page on this machine that cleans and explains what is pasted or dropped into it.

    It prints the address, for you to open in a browser.

    Programs use the same address: POST /clean answers with the text, or with JSON if the request
    accepts it, and POST /explain with what became of every block (`cleaner guide runs`). It listens on
    this machine only unless --host says otherwise. Ctrl-C ends it.

    \b
    Examples:
      cleaner serve --port 8000
      curl http://127.0.0.1:8000/clean --data-binary @page.html
    """
    try:
        from cleaner.views.serve.app import application, serve
    except ImportError as error:
        raise click.ClickException(str(MissingPackageError("cleaner serve", extra="serve"))) from error
    listening = _listen(host, port)
    port = listening.getsockname()[1]
    service = _service(config, language, _hosts(host, port), limits)
    if not service.hosts:
        click.echo(OPEN.format(host=host), err=True)
    click.echo(f"Open http://{_bracketed(host)}:{port}/ in a browser; Ctrl-C ends it.", err=True)
    with contextlib.suppress(KeyboardInterrupt):
        serve(application(service), [listening])


def _service(
    config: Config, language: Language | None, hosts: frozenset[str], limits: Mapping[str, Any]
) -> Service:
    from cleaner.engines import Guard
    from cleaner.views.serve.app import Service

    guard = Guard(limits["timeout"], limits["memory"])
    workers = limits["workers"] or os.cpu_count() or 1
    return Service(config, guard, hosts, language, workers, limits["max_size"] * 1_000_000)


def _hosts(host: str, port: int) -> frozenset[str]:
    """The names by which this machine is reached; none if others may reach it too."""
    return frozenset(f"{_bracketed(name)}:{port}" for name in LOOPBACK if host in LOOPBACK)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise click.UsageError(f"{host}:{port} cannot be used: {error.strerror}; try --port 0") from error


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
