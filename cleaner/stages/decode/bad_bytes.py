"""What becomes of bytes that a codec cannot read: error handlers, as the module `codecs` calls them.

A bad byte costs the characters after it as little as possible. It becomes U+FFFD, unless a page in that
charset means something by it (`€` for 0x80 in gb18030). The handlers are registered when this module is
imported.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable

from cleaner.text.plausibility import mean_surprisal, surprisal

SINGLE = {"gb18030": "cleaner-gb18030", "cp950": "cleaner-big5"}
"""Codec to the handler that skips one byte at a time."""
IN_STEP = {"gb18030": "cleaner-gb18030-in-step", "cp950": "cleaner-big5-in-step"}
"""Codec to the handler that skips two bytes if likelier text follows."""
UTF_8 = "cleaner-utf-8"
CP1252 = "cleaner-latin-1"

_LOOK_AHEAD = 60
"""Bytes after a bad one that tell whether to skip one or two."""
_SKIPPED_BYTE = 5
"""Gain, bits, that skipping a second byte must exceed."""

_MAX_GBK_BITS = 12
"""Maximum surprisal, bits a character, of a piece of GBK in UTF-8; UTF-8 read as GBK comes to 15 and more."""
_MIN_GBK_RUN = 8
"""Minimum length of such a piece, bytes."""
_HIGH_RUN = re.compile(rb"[\x80-\xff]{1,200}")
_SURROGATES = re.compile(rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]")
"""An emoji written as two surrogates of three bytes each (CESU-8)."""

Handler = Callable[[UnicodeError], tuple[str, int]]
Rescued = tuple[str, int] | None
"""The text that a bad byte stands for and where to go on; None if it stands for nothing."""


def _double_byte_handler(codec: str, rescue: Callable[[bytes, int], Rescued], in_step: bool) -> Handler:
    """A handler that tries to rescue a bad byte, and else gives U+FFFD for it.

    It goes on with the next byte; with `in_step`, with the one after that if this makes likelier text.
    """

    def handle(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeDecodeError)  # noqa: S101  what codecs pass to a handler
        data, start = error.object, error.start
        if error.reason.startswith("incomplete") and error.end >= len(data):
            return "", len(data)
        rescued = rescue(data, start)
        if rescued:
            return rescued
        if in_step and _may_be_out_of_step(data, start) and _skipping_two_is_likelier(codec, data, start):
            return "\ufffd", start + 2
        return "\ufffd", start + 1

    return handle


def _may_be_out_of_step(data: bytes, start: int) -> bool:
    """Whether the two bytes after the bad one could be halves of double-byte characters."""
    after = data[start + 1 : start + 3]
    return len(after) == 2 and (after[0] >= 0x80 or (after[0] >= 0x40 and after[1] >= 0x80))


def _skipping_two_is_likelier(codec: str, data: bytes, start: int) -> bool:
    """Whether likelier text follows if the byte after the bad one is skipped too."""
    end = start + 2 + _LOOK_AHEAD
    one = _leniently(codec, data[start + 1 : end])
    two = _leniently(codec, data[start + 2 : end])
    return surprisal(two) + _SKIPPED_BYTE < surprisal(one)


def _leniently(codec: str, data: bytes) -> str:
    """The text without a character cut off at the end."""
    return codecs.getincrementaldecoder(codec)("replace").decode(data)


def _euro(data: bytes, start: int) -> Rescued:
    """`€` in windows-936, which has it at 0x80."""
    return ("€", start + 1) if data[start] == 0x80 else None


def _hong_kong(data: bytes, start: int) -> Rescued:
    """A character of the Hong Kong set."""
    try:
        return data[start : start + 2].decode("big5hkscs"), start + 2
    except UnicodeDecodeError:
        return None


def _bad_utf_8(error: UnicodeError) -> tuple[str, int]:
    """Give one U+FFFD for each character that lost a byte, not one for each byte left of it.

    Emoji in CESU-8 and pieces of a page that are in GBK are read as what they are.
    """
    assert isinstance(error, UnicodeDecodeError)  # noqa: S101
    data, start = error.object, error.start
    if error.reason == "unexpected end of data":
        return "", len(data)
    return _cesu_8(data, start) or _gbk(data, start) or ("\ufffd", _end_of_damaged(data, start))


def _cesu_8(data: bytes, start: int) -> Rescued:
    pair = _SURROGATES.match(data, start)
    if not pair:
        return None
    surrogates = pair[0].decode("utf-8", "surrogatepass")
    return surrogates.encode("utf-16", "surrogatepass").decode("utf-16"), pair.end()


def _gbk(data: bytes, start: int) -> Rescued:
    run = _HIGH_RUN.match(data, start)
    if not run or len(run[0]) < _MIN_GBK_RUN:
        return None
    text = run[0].decode("gb18030", "replace")
    if mean_surprisal(text) >= _MAX_GBK_BITS:
        return None
    return text, run.end()


def _end_of_damaged(data: bytes, start: int) -> int:
    """The end of a damaged UTF-8 character: its lead byte promises a length, which other bytes may end."""
    lead = data[start]
    if 0xC0 <= lead < 0xE0:
        length = 2
    elif 0xF0 <= lead < 0xF8:
        length = 4
    else:
        length = 3
    last = min(start + length, len(data))
    end = start + 1
    while end < last and (0x80 <= data[end] < 0xC0 or data[end] >= 0xF8):
        end += 1
    return end


def _bad_cp1252(error: UnicodeError) -> tuple[str, int]:
    """Read the five bytes that cp1252 leaves open as controls, as browsers do."""
    assert isinstance(error, UnicodeDecodeError)  # noqa: S101
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error(UTF_8, _bad_utf_8)
codecs.register_error(CP1252, _bad_cp1252)
for _codec, _rescue in (("gb18030", _euro), ("cp950", _hong_kong)):
    codecs.register_error(SINGLE[_codec], _double_byte_handler(_codec, _rescue, in_step=False))
    codecs.register_error(IN_STEP[_codec], _double_byte_handler(_codec, _rescue, in_step=True))
