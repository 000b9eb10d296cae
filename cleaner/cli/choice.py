"""One document of all that runs read: a file, a record, a page of an archive."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleaner.cli import completion
from cleaner.cli.options import id_field_option, max_size_option, text_field_option
from cleaner.document import ConfigError, Document
from cleaner.views.pages import visible_line

if TYPE_CHECKING:  # not needed by `--help`, which should be fast
    from cleaner.io.items import Item, Reading

Command = Callable[..., Any]
STDIN = "-"
MOST_NAMES = 5
"""Maximum number of documents that are named, where one has to be chosen."""


def choice_options(command: Command) -> Command:
    """Give a command the options that name one document; it is called with `choice`, a `Choice`."""

    @click.argument("name", default=STDIN, metavar="[IN]", shell_complete=completion.files)
    @click.option("--id", "wanted", metavar="ID", help="The document of IN with this id, name or number.")
    @click.option("--url", metavar="URL", help="The document's address, for rules for sites.")
    @click.option("--jsonl", is_flag=True, help="Standard input holds one JSON record a line.")
    @text_field_option
    @id_field_option
    @max_size_option
    @functools.wraps(command)
    def with_choice(
        *, name: str, wanted: str | None, url: str | None, jsonl: bool, max_size: int, **others: Any
    ) -> Any:
        from cleaner.io.items import Reading

        fields = others.pop("text_field") or "text", others.pop("id_field") or "id"
        reading = Reading(jsonl, *fields, max_size << 20, fields=False)
        return command(choice=Choice(name, wanted, url, reading), **others)

    return with_choice


@dataclass(frozen=True)
class Choice:
    """A document that a user names.

    - `name`: a file, container, folder, pattern or URL, or `-` for standard input;
    - `id`: the document's id, or its name in a folder or container; None if it is the only one;
    - `url`: its address; None if it is the one that the input tells;
    - `reading`: how the input is read.
    """

    name: str
    id: str | None
    url: str | None
    reading: Reading

    def document(self, written: Path | None) -> Document:
        """The document; `written` is a file that will be written, and must not replace it.

        Raises `UsageError` if there is no such document, if there are several, or if it cannot be read.
        """
        from cleaner.runs.checks import check_inputs
        from cleaner.runs.cleaning import task_of

        try:
            if written and self.name == STDIN and _is_stdin(written):
                raise ConfigError(f"{written} is the input: write elsewhere")
            check_inputs([self.name], self.reading, [written] if written else [])
            item = self._item()
        except ConfigError as error:
            raise click.UsageError(str(error)) from error
        document = task_of(item)
        if not isinstance(document, Document):
            raise click.UsageError(visible_line(f"{item.path}: {item.error}"))
        if self.id is None and not item.container:
            document = document.replace(id=self.name)
        return document.noting(url=self.url) if self.url else document

    def _item(self) -> Item:
        from cleaner.io.sources import read_all

        items = read_all([self.name], self.reading)
        first = list(islice(items, MOST_NAMES + 1))
        if self.id is None:
            return self._only(first)
        named = None
        for item in chain(first, items):
            if item.document.id == self.id or item.ends:
                return item
            if named is None and self.id in _names(item):
                named = item  # unless another has that for its id
        if named is not None:
            return named
        raise ConfigError(f"{self.name} holds no document {self.id!r} (there: {_listed(first)})")

    def _only(self, first: Sequence[Item]) -> Item:
        if len(first) > 1:
            raise ConfigError(f"{self.name} holds several documents: choose one with --id: {_listed(first)}")
        if not first:
            raise ConfigError(f"{self.name} holds no documents")
        return first[0]


def _names(item: Item) -> tuple[str, str]:
    """What a document is called among the inputs, and inside its container: its name or number."""
    return item.path, item.path.removeprefix(f"{item.container}/")


def _listed(items: Sequence[Item]) -> str:
    """The ids of the first documents."""
    more = ["…"] if len(items) > MOST_NAMES else []
    ids = [visible_line(item.document.id) for item in items[:MOST_NAMES]]
    return ", ".join(ids + more) or "none"


def _is_stdin(path: Path) -> bool:
    """Whether a file is what standard input reads."""
    try:
        return os.path.samestat(os.fstat(sys.stdin.fileno()), path.stat())
    except OSError:  # not a file of the system
        return False
