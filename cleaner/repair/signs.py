"""What of a text repair has to look at: nearly all damage is in characters beyond ASCII or beside them,
most of it in characters that everyday Chinese has no use for; and a web page is nine parts ASCII.

The functions here pick the characters out, with their neighbours on both sides; what was cut out between
them leaves no mark. So a pattern of one such character and its neighbours that does not match the result
does not match the text either: a step that finds no sign of its work here need not look further. The
result is kept for the other steps that ask about the same text.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from cleaner.language.plausibility import characters_within

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BESIDE = 4
"""Neighbours on each side, as many as a sign is long: `中_app`. Two characters that are picked for
themselves and then stand side by side always did."""


def beyond_ascii(text: str) -> str:
    """The characters of `text` that are no ASCII, and the controls but for tabs and line breaks.

    >>> beyond_ascii("<p class='intro'>中文</p> <b>plain</b>")
    "ro'>中文</p>"
    """
    return "" if text.isascii() and text.isprintable() else _beyond_ascii(text)[0]


def unusual(text: str) -> str:
    """The characters of `text` that are neither ASCII nor common Chinese characters and marks.

    >>> unusual("他说：“Café 咖啡馆”，馆里人多。")
    '“Café 咖啡馆'
    """
    return "" if text.isascii() and text.isprintable() else _unusual(text)[0]


def unusual_places(text: str) -> NDArray[np.intp]:
    """Where in `text` each character of `unusual(text)` stands."""
    return _unusual(text)[1]


@lru_cache(maxsize=1)
def _beyond_ascii(text: str) -> tuple[str, NDArray[np.intp]]:
    import numpy as np

    units = _units(text)
    odd = units - units.dtype.type(0x20) > 0x5E  # below 20 too, since it wraps around
    for plain in "\t\n\r":
        odd &= units != ord(plain)
    places = np.flatnonzero(_with_neighbours(odd))
    return _text(units.take(places)), places


@lru_cache(maxsize=1)
def _unusual(text: str) -> tuple[str, NDArray[np.intp]]:
    beyond, places = _beyond_ascii(text)
    units = _units(beyond)
    kept = _with_neighbours(_unusual_units().take(units, mode="clip"))
    return _text(units[kept]), places[kept]


def _units(text: str) -> NDArray[np.unsignedinteger]:
    """One number for each character: of 16 bits if it goes, which is quicker."""
    import numpy as np

    try:
        units = np.frombuffer(text.encode("utf-16-le"), np.uint16)
    except UnicodeEncodeError:  # lone surrogates
        units = np.empty(0, np.uint16)
    if len(units) == len(text):
        return units
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _text(units: NDArray[np.unsignedinteger]) -> str:
    return units.tobytes().decode(f"utf-{8 * units.itemsize}-le", "surrogatepass")


def _with_neighbours(odd: NDArray[np.bool_]) -> NDArray[np.bool_]:
    kept = odd.copy()
    for distance in range(1, BESIDE + 1):
        kept[distance:] |= odd[:-distance]
        kept[:-distance] |= odd[distance:]
    return kept


@lru_cache(maxsize=1)
def _unusual_units() -> NDArray[np.bool_]:
    import numpy as np

    table = np.ones(1 << 16, np.bool_)
    for start, end in ((0x20, 0x7F), (0x3000, 0x3020), (0xFF01, 0xFF5F)):
        table[start:end] = False
    table[[ord(character) for character in {*"\t\n\r·–—‘’“”…", *characters_within(16)}]] = False
    return table
