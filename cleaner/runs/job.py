"""The job: what goes into a run, what is done to it, where it goes, and how."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from cleaner.document import Result
from cleaner.engines import Engine, Guard
from cleaner.io.finding import STDIN
from cleaner.io.items import Item, Reading
from cleaner.io.remote import is_url, local_path
from cleaner.pipeline import Pipeline
from cleaner.runs.destination import Destination


@dataclass(frozen=True)
class Job:
    """Everything that a run needs to know.

    - `inputs`: files, folders, globs and URLs, or `-` for standard input;
    - `resume`: go on with an earlier run into the same destination. What the same pipeline made of
      the same bytes stays, everything else is done;
    - `retry_failed`: clean again what failed in an earlier run, and nothing else unless `resume` is
      set too;
    - `overwrite`: replace an earlier run;
    - `learn_boilerplate`: read the inputs twice, to find the lines that recur over a site or folder
      and then to leave them out; duplicates are marked too;
    - `mark_duplicates`: note for each document the first one that is like it; none is left out;
    - `report`: a page that is written after the run, and must not replace an input;
    - `configuration`: the file that the pipeline was configured by; empty without one;
    - `observe`: called in this process with each item that was cleaned and its result, which then
      has its blocks and trace. What it returns is kept;
    - `recall`: called with each item that an earlier run did, what became of it, and what was kept then.
    """

    inputs: tuple[str, ...]
    pipeline: Pipeline
    destination: Destination
    reading: Reading = field(default_factory=Reading)
    engine: Engine = "pool"
    workers: int = 1
    guard: Guard | None = field(default_factory=Guard)
    resume: bool = False
    retry_failed: bool = False
    overwrite: bool = False
    learn_boilerplate: bool = False
    mark_duplicates: bool = False
    report: Path | None = None
    configuration: str = ""
    observe: Callable[[Item, Result], bytes | None] | None = None
    recall: Callable[[Item, Result, bytes | None], None] | None = None

    @property
    def absolute_inputs(self) -> list[str]:
        """The inputs as a process with another working directory has to name them."""
        return [
            name if name == STDIN or is_url(name) else os.path.abspath(local_path(name))  # noqa: PTH100
            for name in self.inputs
        ]

    @property
    def continues(self) -> bool:
        """Whether the run goes on from an earlier one."""
        return self.resume or self.retry_failed

    @property
    def only_failed(self) -> bool:
        """Whether nothing is done but what failed in an earlier run."""
        return self.retry_failed and not self.resume

    @property
    def finds_duplicates(self) -> bool:
        """Whether documents are compared with each other."""
        return self.mark_duplicates or self.learn_boilerplate

    @property
    def sharded(self) -> bool:
        """Whether the machines of a cluster read and write whole containers.

        They cannot if documents of several containers are compared, observed or written to one file.
        """
        destination = self.destination
        one_file_per_container = not (destination.single or destination.tree)
        together = self.finds_duplicates or self.observe is not None
        return self.engine == "ray" and one_file_per_container and not together
