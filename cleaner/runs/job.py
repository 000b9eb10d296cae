"""What a run is: what goes in, what is done to it, where it goes, and how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from cleaner.document import Result
from cleaner.engines import Engine, Guard
from cleaner.io.items import Item, Reading
from cleaner.pipeline import Pipeline
from cleaner.runs.destination import Destination


@dataclass(frozen=True)
class Job:
    """A run: what goes in, what is done to it, where it goes, and how.

    `resume` goes on with an earlier run into the same place: what the same pipeline made of the
    same bytes stays, everything else is done. `retry_failed` does again what failed, and nothing
    else unless `resume` is given too. `overwrite` replaces an earlier run. `learn_boilerplate` goes
    through the inputs twice: lines that recur over a site or folder are found, then left out.
    `mark_duplicates` notes of each document the first one that is like it; none is left out.
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
    observe: Callable[[Item, Result], None] | None = None

    @property
    def marking(self) -> bool:
        """Whether documents are compared with each other."""
        return self.mark_duplicates or self.learn_boilerplate

    @property
    def sharded(self) -> bool:
        """Whether the machines of a cluster read and write whole containers: not if documents of
        several are compared, watched, or written to one file."""
        return self.engine == "ray" and not (
            self.destination.single or self.destination.tree or self.marking or self.observe
        )
