"""Lines that hold only the remains of lost characters (`????`, `锟斤拷`, `闂傚倸鍊搁`)."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice, product

from cleaner.text.plausibility import characters_within, mean_surprisal

REPLACEMENT = "\ufffd"
"""The replacement character, which decoders put in place of bytes that they cannot read."""
REPLACED_IN_GBK = re.compile("[锟錕]斤拷[锟錕斤拷]*")
"""Replacement characters, written in UTF-8 and read in GBK."""
REPLACED_IN_LATIN = re.compile("(?:ï¿½)+")
"""Replacement characters, written in UTF-8 and read in Latin-1."""
_LETTERS = re.compile(r"[^\W\d_]")
_MIN_LOST = 4
"""Minimum number of lost characters in a lost line; `???` alone may be somebody's answer."""
_MIN_LOST_PER_LETTER = 3
"""Minimum ratio of lost characters to letters in a lost line (exclusive)."""

MIN_MANGLED = 5
"""Minimum length of a mangled line, characters."""
_MIN_UTF_8 = 0.7
"""Minimum share of the bytes of a mangled line that are UTF-8; clean lines have 0.3, short ones up to 0.6."""
_MIN_BITS = 14
"""Minimum mean surprisal of a mangled line, bits; clean text has 9 or 10."""
_COMMON = 15
"""Maximum surprisal of the characters that are not looked for first, bits."""
_UTF_8 = re.compile(rb"(?:[\xe3-\xe9\xef][\x80-\xbf]{2})+")
"""Characters of Chinese in UTF-8."""
_IN_UTF_8 = bytes((*range(0x80, 0xC0), *range(0xE3, 0xEA), 0xEF))
"""The bytes of these."""
_ASCII_OR_LOST = re.compile(f"[\\0-\\x7f€{REPLACEMENT}]+")


def is_lost(line: str) -> bool:
    """Whether a line holds only the remains of lost characters.

    >>> is_lost("????:1???????:??????"), is_lost("真的吗????"), is_lost("2??"), is_lost("闂傚倸鍊搁崐鎼佸磹")
    (True, False, False, True)
    """
    return is_marks(line) or is_mangled(line)


def is_marks(line: str) -> bool:
    """Whether a line holds little else than marks that stand for lost characters.

    >>> is_marks("????:1???????:??????"), is_marks("闂傚倸鍊搁崐鎼佸磹")
    (True, False)
    """
    rest = line
    if "斤拷" in line or "ï¿½" in line:
        rest = REPLACED_IN_LATIN.sub("", REPLACED_IN_GBK.sub("", line))
    lost = len(line) - len(rest) + rest.count("?") + rest.count(REPLACEMENT)
    if lost < _MIN_LOST:
        return False
    letters = sum(1 for _ in islice(_LETTERS.finditer(rest), lost))  # no need to count more
    return lost > _MIN_LOST_PER_LETTER * letters


def is_mangled(line: str) -> bool:
    """Whether a line was read as GBK more than once although it was UTF-8, which loses most of it.

    Its bytes in GBK are still UTF-8 nearly everywhere, and repair has not believed what they say.

    >>> is_mangled("閸忣剙寰冩稉濠傛噯"), is_mangled("渡轮停航一天"), is_mangled("魑魅魍魎饕餮")
    (True, False, False)
    """
    if len(line) < MIN_MANGLED or not _uncommon_run().search(line):
        return False
    if not _may_be_utf_8(line):
        return False
    text = _ASCII_OR_LOST.sub("", line)
    data = text.encode("gb18030", "ignore")
    if len(text) < MIN_MANGLED or sum(map(len, _UTF_8.findall(data))) < _MIN_UTF_8 * len(data):
        return False
    return mean_surprisal(text) >= _MIN_BITS


def _may_be_utf_8(line: str) -> bool:
    """A quick look whether enough of the bytes of a line in GBK may be UTF-8."""
    data = line.encode("gb18030", "ignore")
    possible = len(data) - len(data.translate(None, _IN_UTF_8))
    others = len(line.encode("ascii", "ignore")) + line.count("€") + line.count(REPLACEMENT)
    return possible >= _MIN_UTF_8 * 2 * (len(line) - others)


@cache
def _uncommon_run() -> re.Pattern[str]:
    """Three uncommon characters in a row, each of which GBK has at bytes that UTF-8 uses."""
    bytes_of_utf_8 = (*range(0x80, 0xC0), *range(0xE3, 0xEA))
    pairs = map(bytes, product(bytes_of_utf_8, repeat=2))
    characters = {pair.decode("gb18030", "ignore") for pair in pairs} - characters_within(_COMMON)
    one = f"[{re.escape(''.join(sorted(characters)))}]"
    return re.compile(f"{one}{one}{{2}}")  # three times as fast as {3}: the first one is searched for
