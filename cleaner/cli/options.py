"""Options of the commands: decorators that declare them and hand them over as one object."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from cleaner.cli import completion
from cleaner.cli.language import language_option
from cleaner.document import ConfigError
from cleaner.runs.destination import FORMATS, Format

if TYPE_CHECKING:  # not needed by `--help`, which should be fast
    from cleaner.config import Config
    from cleaner.engines import Guard
    from cleaner.io.items import Reading
    from cleaner.views.language import Language

Command = Callable[..., Any]


def pipeline_options(command: Command) -> Command:
    """Give a command the options that shape a pipeline; it is called with `config`, a `Config`."""

    @click.option(
        "--config",
        "path",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Read this configuration. Without it, cleaner.toml or the [tool.cleaner] of pyproject.toml "
        "in this folder is read, if there is one.",
    )
    @click.option(
        "--stages",
        metavar="A,B,...",
        shell_complete=completion.stages,
        help="Run only these stages, in this order.",
    )
    @click.option(
        "--set",
        "assignments",
        metavar="STAGE.OPTION=VALUE",
        multiple=True,
        shell_complete=completion.assignments,
        help="Set an option of a stage; may be given several times.",
    )
    @functools.wraps(command)
    def with_config(
        *, path: Path | None, stages: str | None, assignments: tuple[str, ...], **others: Any
    ) -> Any:
        try:
            config = configured(path, stages, assignments)
        except ConfigError as error:
            raise click.UsageError(str(error)) from error
        quiet = getattr(others.get("options"), "quiet", False)
        if config.file and not path and not quiet and sys.stderr.isatty():
            click.echo(f"cleaner: the configuration is {config.file}, found in this folder", err=True)
        return command(config=config, **others)

    return with_config


def configured(path: Path | None, stages: str | None, assignments: tuple[str, ...]) -> Config:
    """The configuration in force: the command line goes before the file, the file before the defaults.

    Without a path, the file is looked for in the working directory. `decode` is always among the
    stages, since files are bytes. Raises `ConfigError` for whatever is wrong with it.
    """
    from cleaner.config import Config, find_config, read_config

    config = Config()
    if path:
        config = read_config(path)
    elif found := find_config():
        config = read_config(found, found=True)
    if stages is not None:
        config = config.with_stages([name.strip() for name in stages.split(",") if name.strip()])
    if "decode" not in config.stages.value:
        config = config.with_stages(("decode", *config.stages.value), config.stages.origin)
    config = config.with_options(assignments)
    config.build()  # raises now what would otherwise be raised after inputs were read
    return config


@dataclass(frozen=True)
class Options:
    """The inputs and options of `cleaner IN... -o OUT`, as `run_options` declares them."""

    inputs: tuple[str, ...]
    output: str | None
    format: Format | None
    no_title: bool
    links: bool
    images: bool
    jsonl: bool
    text_field: str | None
    id_field: str | None
    workers: int | None
    timeout: float
    memory: int
    max_size: int
    engine: Literal["local", "ray"]
    resume: bool
    retry_failed: bool
    overwrite: bool
    learn_boilerplate: bool
    mark_duplicates: bool
    report: Path | None
    language: Language | None
    quiet: bool
    debug: bool

    @property
    def reading(self) -> Reading:
        """How inputs are read."""
        from cleaner.io.items import Reading

        names = self.text_field or "text", self.id_field or "id"
        return Reading(self.jsonl, *names, self.max_size << 20)

    @property
    def guard(self) -> Guard:
        """Limits for one document."""
        from cleaner.engines import Guard

        return Guard(self.timeout, self.memory)

    @property
    def processes(self) -> int:
        """Number of worker processes; without `--workers`, one for each core."""
        return self.workers or _cores()


text_field_option = click.option(
    "--text-field", metavar="NAME", help="The field that holds the document; default: text."
)
id_field_option = click.option("--id-field", metavar="NAME", help="The field that holds the id; default: id.")
timeout_option = click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    default=60,
    show_default=True,
    help="A document that takes longer fails.",
)
memory_option = click.option(
    "--memory",
    type=click.IntRange(min=1),
    metavar="MB",
    default=2000,
    show_default=True,
    help="A document that makes a worker take more fails.",
)
max_size_option = click.option(
    "--max-size",
    type=click.IntRange(min=1),
    metavar="MB",
    default=256,
    show_default=True,
    help="A document that is larger fails.",
)


def run_options(command: Command) -> Command:
    """Give a command the inputs and options of a run; it is called with `options`, an `Options`."""

    @click.argument("inputs", nargs=-1, metavar="[IN]...", shell_complete=completion.files)
    @click.option(
        "-o",
        "--output",
        metavar="OUT",
        shell_complete=completion.files,
        help="A folder, or a file such as all.jsonl.gz or all.parquet.",
    )
    @click.option("--format", type=click.Choice(FORMATS), help="Default: by the name of OUT, else txt.")
    @click.option("--no-title", is_flag=True, help="Leave the title out of the text.")
    @click.option("--links", is_flag=True, help="Write the links of pages in Markdown.")
    @click.option("--images", is_flag=True, help="Write the images of pages in Markdown.")
    @click.option(
        "--jsonl", is_flag=True, help="Standard input holds one JSON record a line, and so does the output."
    )
    @text_field_option
    @id_field_option
    @click.option(
        "--workers",
        type=click.IntRange(min=1),
        metavar="N",
        help="Number of processes; default: one per core.",
    )
    @timeout_option
    @memory_option
    @max_size_option
    @click.option(
        "--engine",
        type=click.Choice(["local", "ray"]),
        default="local",
        show_default=True,
        help="ray: the machines of a Ray cluster.",
    )
    @click.option(
        "--resume",
        is_flag=True,
        help="Go on with an earlier run into OUT: do what is not done yet. Give the options of stages again.",
    )
    @click.option("--retry-failed", is_flag=True, help="Do again what failed in an earlier run into OUT.")
    @click.option("--overwrite", is_flag=True, help="Replace what is in OUT.")
    @click.option(
        "--learn-boilerplate",
        is_flag=True,
        help="Read everything twice: leave out lines that recur over a site or folder, and mark duplicates.",
    )
    @click.option(
        "--mark-duplicates",
        is_flag=True,
        help="Mark documents that repeat an earlier one, wholly or nearly (duplicates.jsonl).",
    )
    @click.option(
        "--report",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="REPORT.HTML",
        help="Write what was done to a page, and to a .json beside it.",
    )
    @language_option("that of the locale")
    @click.option("--quiet", "-q", is_flag=True, help="Print nothing but why a run could not be done.")
    @click.option("--debug", is_flag=True, help="Show the traceback of an error that ends the run.")
    @functools.wraps(command)
    def with_options(**values: Any) -> Any:
        ours = {field.name: values.pop(field.name) for field in fields(Options)}
        return command(options=Options(**ours), **values)

    return with_options


def _cores() -> int:
    """Number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
