"""UTF-8 that was read as some other single-byte charset, in text of any language: left to ftfy."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from cleaner.repair.evidence import lists_characters
from cleaner.repair.signs import unusual

if TYPE_CHECKING:
    from ftfy import TextFixerConfig

_LEADS = (
    "\xc2-\xf4\u0102-\u0171\u0402-\u045f\u0393\u03a3\u03c0\u03c3\u221a\xac\u2020\u251c-\u252c\u2554-\u256c"
)
_SUSPICIOUS = re.compile(rf"[{_LEADS}][^\x00-\x7f\u2e80-\u9fff\uac00-\ud7a3\uff00-\uffef]")
"""What a first byte of UTF-8 becomes in the charsets that ftfy knows, before another such character."""


def restore_latin(text: str) -> str:
    """`text` with lines like `cafÃ© â€œ` put right by ftfy's `fix_encoding`.

    Only lines with a suspicious pair are given to it, and only its repairs of encodings are on: its
    other ones change quotation marks and full-width punctuation that are right in Chinese.

    >>> restore_latin("咖啡馆 CafÃ© ZoÃ«，很好")
    '咖啡馆 Café Zoë，很好'
    """
    if not _SUSPICIOUS.search(unusual(text)):
        return text
    import ftfy

    lines = text.split("\n")
    for place, line in enumerate(lines):
        if _SUSPICIOUS.search(line) and not lists_characters(line):
            lines[place] = ftfy.fix_text_segment(line, _config())
    return "\n".join(lines)


@lru_cache(maxsize=1)
def _config() -> TextFixerConfig:
    from ftfy import TextFixerConfig

    return TextFixerConfig(
        unescape_html=False,
        remove_terminal_escapes=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        fix_surrogates=False,
        remove_control_chars=False,
        normalization=None,
        explain=False,
    )
