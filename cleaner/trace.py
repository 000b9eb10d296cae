"""What a stage did, worked out from the documents before and after it."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from cleaner.document import Change, Document


def compare(stage: str, before: Document, after: Document) -> tuple[Change, ...]:
    """The changes between two states of a document: lines while it is text, blocks after that.

    >>> [(c.before, c.after) for c in compare("script", Document("乾\\n隆"), Document("干\\n隆"))]
    [('乾', '干')]
    """
    if len(before.blocks) == len(after.blocks) > 0:
        return tuple(_blocks(stage, before, after))
    if not before.blocks and not after.blocks:
        return tuple(_lines(stage, before.text.splitlines(), after.text.splitlines()))
    return ()


def _blocks(stage: str, before: Document, after: Document) -> Iterator[Change]:
    for old, new in zip(before.blocks, after.blocks, strict=True):
        if old.text != new.text:
            yield Change(stage, old.text, new.text)
        if old.kept and not new.kept:
            yield Change(stage, new.text, "", f"{new.role}: {new.reason}")


def _lines(stage: str, old: list[str], new: list[str]) -> Iterator[Change]:
    if len(old) == len(new):  # repairs keep line breaks, so this is the common case
        yield from (Change(stage, a, b) for a, b in zip(old, new, strict=True) if a != b)
        return
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield Change(stage, "\n".join(old[i:j]), "\n".join(new[k:m]))
