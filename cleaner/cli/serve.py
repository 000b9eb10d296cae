"""`cleaner serve`: start the local page that explains documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cleaner.cli.options import pipeline_options

if TYPE_CHECKING:
    from cleaner.config import Config


@click.command("serve", short_help="Explain pasted text and dropped files in the browser.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="0 is any free one."
)
@pipeline_options
def command(port: int, config: Config) -> None:
    """Open a page on this machine that explains what is pasted or dropped into it.

    It listens on the loopback address only; nothing leaves this machine. Ctrl-C ends it.

    \b
    Example:
      cleaner serve --port 8000
    """
    from cleaner.pipeline import Pipeline
    from cleaner.views.serve import Server

    try:
        server = Server(Pipeline(config.build()), port)
    except OSError as error:
        raise click.UsageError(f"port {port} cannot be used: {error.strerror}; try --port 0") from error
    click.echo(f"Open {server.address} in a browser; Ctrl-C ends it.", err=True)
    with server:
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo("", err=True)
