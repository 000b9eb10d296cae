"""Labelled documents: JSON Lines, one document a line.

A record has:

* for a page: `html_b64` (its bytes in base64) or `html`, and `gold`, the text of its article;
* for a text as a crawler left it: `raw` and `gold`; for any other text: `text` and `gold`;
* for a text that another tool made of a page: `lines` and `gold`;
* for a text, if wanted, `labels`, one for each line: 1, `T` (title) or `B` (body) to keep it; 0, `X` or
  `O` (optional) to leave it out. Without them the lines are compared with `gold`;
* `site`: whatever documents of one origin have in common, such as site or author. Without it, a document
  is a site by itself, but a text with the id `PAGE#TOOL` is of the site of the page `PAGE`;
* `id`; and if wanted `genre` (or `producer`), by which figures are told apart, `optional`, lines that may
  be kept or left out, `weight`, how much the document counts (1), and `dirty`, false for a text that must
  come back untouched.

Records with a true `gold_suspect` are skipped.
"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from cleaner.document import CleanerError

Form = Literal["page", "raw", "text", "lines", "derived"]
"""What a document is; `derived` is a text that training makes of a page."""

WEIGHTS: dict[Form, float] = {"page": 1, "raw": 2, "text": 3, "lines": 1, "derived": 0.5}
"""How much a document of each form counts.

Texts made of web pages are long and many: they have nine tenths of all lines, and would drown the few real
and invented ones. Those of `derived` weigh least, for their labels come from an alignment, not from readers.
"""
_KEPT = frozenset((1, "T", "B"))
"""Labels of the lines to keep."""


class DataError(CleanerError):
    """Labelled documents that cannot be learned from."""


@dataclass(frozen=True)
class Record:
    """A labelled document.

    - `source`: the name of its file, without folder and suffixes;
    - `content`: the page or text;
    - `labels`: whether each line of `content` that is not blank is to be kept; None if that is unknown;
    - `titled`: whether the first line of `gold` is labelled as the title;
    - `untouched`: whether the text must come back as it is.
    """

    id: str
    site: str
    source: str
    genre: str
    form: Form
    content: bytes | str
    gold: str
    labels: tuple[bool, ...] | None = None
    titled: bool = False
    optional: tuple[str, ...] = ()
    weight: float = 1.0
    untouched: bool = False

    @property
    def is_page(self) -> bool:
        """Whether the document is a page, not a text."""
        return self.form == "page"

    @property
    def page_id(self) -> str:
        """The id of the page that a text was made of; its own if it was not."""
        return self.id.rpartition("#")[0] or self.id


def read(paths: Sequence[Path]) -> list[Record]:
    """The records of `.jsonl` and `.jsonl.gz` files, in order.

    Raises `DataError` with file and line for a record that cannot be used, and `OSError` for a file that
    cannot be read.
    """
    records = [record for path in paths for record in _of_file(path)]
    sites = {record.id: record.site for record in records}
    return [
        record if record.site else replace(record, site=sites.get(record.page_id) or record.page_id)
        for record in records
    ]


def _of_file(path: Path) -> Iterator[Record]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                fields = json.loads(line)
                if not fields.get("gold_suspect"):
                    yield _record(fields, path.name.partition(".")[0])
            except KeyError as error:
                raise DataError(f"{path}, line {number}: the field {error} is missing") from error
            except (AttributeError, TypeError, ValueError) as error:
                raise DataError(f"{path}, line {number}: {error}") from error


def _record(fields: dict[str, Any], source: str) -> Record:
    form, content = _content(fields)
    labelled = _labelled(fields["labels"], str(content)) if "labels" in fields else None
    kept = [(label, line) for label, line in labelled or () if label in _KEPT]
    gold = fields["gold"] if labelled is None else fields.get("gold", "\n".join(line for _, line in kept))
    return Record(
        id=str(fields["id"]),
        site=str(fields.get("site", "")),
        source=source,
        genre=str(fields.get("genre") or fields.get("producer") or ""),
        form=form,
        content=content,
        gold=gold,
        labels=None if labelled is None else tuple(label in _KEPT for label, _ in labelled),
        titled=bool(kept) and kept[0][0] == "T",
        optional=tuple(fields.get("optional", ())),
        weight=float(fields.get("weight", 1)),
        untouched=fields.get("dirty") is False,
    )


def _labelled(labels: Sequence[str | int], content: str) -> list[tuple[str | int, str]]:
    """The lines of a text that are not blank, with their labels."""
    lines = content.split("\n")
    if len(lines) != len(labels):
        raise ValueError(f"{len(labels)} labels for {len(lines)} lines")
    return [(label, line) for label, line in zip(labels, lines, strict=True) if line.strip()]


def _content(fields: dict[str, Any]) -> tuple[Form, bytes | str]:
    """The form of a record, and its page or text."""
    if "html_b64" in fields:
        return "page", base64.b64decode(fields["html_b64"])
    if "html" in fields:
        return "page", str(fields["html"])
    if "lines" in fields:
        return "lines", "\n".join(fields["lines"])
    if "raw" in fields:
        return "raw", str(fields["raw"])
    return "text", str(fields["text"])


def sites_of(records: Iterable[Record]) -> list[str]:
    """The sites of documents, sorted.

    >>> make = lambda site: Record("1", site, "pages", "", "page", "<p>好。</p>", "好。")
    >>> sites_of([make("b"), make("a"), make("b")])
    ['a', 'b']
    """
    return sorted({record.site for record in records})
