"""What of a text repair has to look at: nearly all damage is in characters beyond ASCII or beside them,
and a web page is nine parts ASCII."""

from __future__ import annotations

from functools import lru_cache

BESIDE = 2
"""Characters on both sides that are kept with those that are worth a look."""


@lru_cache(maxsize=1)
def beyond_ascii(text: str) -> str:
    """The characters of `text` that are no ordinary ASCII (controls are none either), with their
    neighbours on both sides; what was cut out between them leaves no mark.

    So a pattern of one such character and its neighbours that does not match here does not match in
    the text either: a step that finds no sign of its work here need not look further. The result is
    kept for the steps that ask about the same text.

    >>> beyond_ascii("<p class='a'>中文</p> <b>plain</b>")
    "'>中文</"
    """
    if text.isascii() and text.isprintable():
        return ""
    import numpy as np

    try:
        units = np.frombuffer(text.encode("utf-16-le"), np.uint16)
    except UnicodeEncodeError:  # lone surrogates
        return text
    odd = units - np.uint16(0x20) > 0x5E  # below 20 too, since it wraps around
    for plain in "\t\n\r":
        odd &= units != ord(plain)
    kept = odd.copy()
    for distance in range(1, BESIDE + 1):
        kept[distance:] |= odd[:-distance]
        kept[:-distance] |= odd[distance:]
    return units[kept].tobytes().decode("utf-16-le")
