"""Backslashes where a line would begin another block than the paragraph or heading that it is of."""

from __future__ import annotations

import re

_BLOCK = re.compile(
    r"""(\d{1,9}) (?= [.)] (?: [ \t] | $ ) )            # 1. item
      | (?: \#{1,6} | [-+*] ) (?: [ \t] | $ )           # heading, - item
      | >                                               # quotation
      | - (?: [ \t]* - )+ [ \t]* $                      # rule, with the bullet of an item
      | < (?: [A-Za-z][A-Za-z0-9-]* (?: [\s/>] | $ ) | /[A-Za-z] | [!?] )  # HTML
    """,
    re.VERBOSE,
)
"""The beginning of a line that would begin another block."""
_RULE = re.compile(r"([_*])(?:[ \t]*\1)+[ \t]*$")
"""A line of nothing but asterisks or underscores."""
_DEFINITION = re.compile(r"\[[^\[\]]+\]:")
"""The beginning of a paragraph that would give a label an address."""
_UNDERLINE = re.compile(r"=+[ \t]*$|\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
"""A line that would make the one above it a heading, or the head of a table."""
_CLOSING = re.compile(r"(?:^|[ \t])(?=#+$)")
"""What stands before the end of a heading that would be taken for a closing mark."""


def for_paragraph(text: str) -> str:
    r"""A paragraph with its inline marks, escaped where a line of it would begin a block.

    >>> for_paragraph("1. 甲"), for_paragraph("- 乙"), for_paragraph("-5度")
    ('1\\. 甲', '\\- 乙', '-5度')
    """
    first, *others = text.split("\n")
    if _DEFINITION.match(text):
        first = f"\\{first}"
    return "\n".join([_escaped(first), *(_escaped(line, continues=True) for line in others)])


def for_heading(text: str) -> str:
    r"""The text of a heading, with number signs at its end escaped.

    >>> for_heading("语言 #"), for_heading("语言 C#")
    ('语言 \\#', '语言 C#')
    """
    return _CLOSING.sub(lambda match: match[0] + "\\", text, count=1)


def _escaped(line: str, continues: bool = False) -> str:
    rule = _RULE.match(line)
    if rule:
        return line.replace(rule[1], f"\\{rule[1]}")
    begins = _BLOCK.match(line)
    if begins:
        number = begins[1] or ""
        return f"{number}\\{line[len(number) :]}"
    return f"\\{line}" if continues and _UNDERLINE.match(line) else line
