"""What of a text repair has to look at: nearly all damage is in characters beyond ASCII or beside them,
and a web page is nine parts ASCII."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BESIDE = 2
"""Characters on both sides that are kept with those that are worth a look."""


def beyond_ascii(text: str) -> str:
    """The characters of `text` that are no ordinary ASCII (controls are none either), with their
    neighbours on both sides; what was cut out between them leaves no mark.

    So whatever pattern of one such character and its neighbours does not match here does not match
    in the text. At some 500 MB/s it is quicker than any search.

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
    odd = _odd_units().take(units)
    kept = odd.copy()
    for distance in range(1, BESIDE + 1):
        kept[distance:] |= odd[:-distance]
        kept[:-distance] |= odd[distance:]
    return units[kept].tobytes().decode("utf-16-le")


@lru_cache(maxsize=1)
def _odd_units() -> NDArray[np.bool_]:
    import numpy as np

    odd = np.ones(1 << 16, np.bool_)
    odd[0x20:0x7F] = False
    odd[[ord("\t"), ord("\n"), ord("\r")]] = False
    return odd
