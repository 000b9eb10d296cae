"""What to write into `cleaner.toml` if somebody does not agree with what became of a block."""

from __future__ import annotations

import json
import re

from cleaner.document import Role
from cleaner.views.rows import Row

WHOLE = 30
"""Maximum length of a line that a rule names as a whole, characters; of a longer one it names the start."""
OPTIONS = {Role.COMMENT: "comments", Role.CAPTION: "captions"}
"""Roles that an option of the stage `select` keeps."""


def remedy(row: Row) -> str:
    """The lines of a `cleaner.toml` that keep what was left out, or leave out what was kept.

    Empty if a rule of the user decided: then that rule is what to change.

    >>> from cleaner.document import Block
    >>> block = Block("责任编辑：王小明", Role.METADATA, "source, date or author")
    >>> print(remedy(Row(block, "責任編輯：王小明", "", ("select",))))
    [rules]
    keep = ['re:^责任编辑：王小明$']
    """
    if "rules" in row.stages or not row.block.text.strip():
        return ""
    if row.block.role in OPTIONS:
        return f'[select]\n{OPTIONS[row.block.role]} = "keep"'
    return f"[rules]\n{'drop' if row.block.kept else 'keep'} = [{_quoted(_rule(row.block.text.strip()))}]"


def _rule(text: str) -> str:
    line = text.split("\n", 1)[0]
    if len(line) <= WHOLE and line == text:
        return f"re:^{re.escape(line)}$"
    return f"re:^{re.escape(line[:WHOLE])}"


def _quoted(text: str) -> str:
    """A string in TOML, in single quotation marks if they do: backslashes need not be doubled there."""
    plain = "'" not in text and text.isprintable()
    return f"'{text}'" if plain else json.dumps(text, ensure_ascii=False)
