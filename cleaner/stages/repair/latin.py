"""Western mojibake (`cafÃ©`): UTF-8 that was read in a single-byte charset, left to ftfy."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from cleaner.stages.repair.evidence import lists_characters
from cleaner.stages.repair.signs import LATIN, in_lines, places

if TYPE_CHECKING:
    from ftfy import TextFixerConfig


def restore_latin(text: str) -> str:
    """Repair lines like `cafÃ© â€œ` with ftfy.

    ftfy gets only the lines with a suspicious pair. Only its repairs of encodings are on: the others
    change quotation marks and full-width punctuation that are right in Chinese.

    >>> restore_latin("咖啡馆 CafÃ© ZoÃ«，很好")
    '咖啡馆 Café Zoë，很好'
    """
    return in_lines(text, places(text, LATIN), _restored)


def _restored(line: str) -> str:
    import ftfy
    from ftfy.badness import is_bad

    if lists_characters(line):
        return line
    restored = ftfy.fix_text_segment(line, _config())
    # a line that is half restored can no longer be told from one that is right
    return line if restored != line and is_bad(restored) else restored


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
