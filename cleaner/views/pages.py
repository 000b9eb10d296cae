"""HTML files for people: one file, no network, no script but our own, everything else escaped."""

from __future__ import annotations

import re
import unicodedata
from base64 import b64encode
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment

HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\xa0\xad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202f\u205f-\u206f"
    "\u3164\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff\ue000-\uf8ff\U000e0000-\U000e0fff]"
)
"""Characters that cannot be seen, or that change how their neighbours are shown."""


def render(template: str, **values: Any) -> str:
    """The page of a template in `cleaner/templates`; any string among the values is escaped."""
    return _environment().get_template(template).render(**values)


def code_point(character: str) -> str:
    """How a character that cannot be seen is named.

    >>> code_point("\\u200b")
    'U+200B ZERO WIDTH SPACE'
    """
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip()


def visible(text: str, limit: int = 50_000) -> str:
    """A string as plain text in which nothing is hidden, cut at `limit` characters.

    What it gives can be written to a terminal: it holds no control characters.

    >>> visible("a\\u200bb\\x1b[31m")
    'a⟨U+200B⟩b⟨U+001B⟩[31m'
    """
    cut = text if len(text) <= limit else f"{text[:limit]} … {len(text) - limit:,} more characters"
    return HIDDEN.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", cut)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup, escape

    def shown(text: str, limit: int = 50_000) -> Markup:
        cut = text[:limit]
        more = f" … {len(text) - limit:,} more characters" if len(text) > limit else ""
        marked = HIDDEN.sub(_mark, str(escape(cut)))
        return Markup(marked + more)  # noqa: S704  # escaped above; the marks are ours

    environment = Environment(
        loader=PackageLoader("cleaner.views"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters.update(shown=shown, visible=visible)
    for name in ("style.css", "script.js"):
        text = (files("cleaner.views") / "templates" / name).read_text(encoding="utf-8")
        key = name.partition(".")[0]
        environment.globals[key] = Markup(text)  # noqa: S704  # our own file
        environment.globals[f"{key}_hash"] = f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
    return environment


def _mark(found: re.Match[str]) -> str:
    return f'<b class="hidden-character" title="{code_point(found[0])}">{ord(found[0]):04X}</b>'
