"""Pages for people: one file without network access; all values are escaped.

A page runs no script but our own: its policy names the hash of `script.js`. Characters that cannot be
seen, or that would disturb their neighbours, are shown by their code points.
"""

from __future__ import annotations

import re
import unicodedata
from base64 import b64encode
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from cleaner.views.language import Language, Translator

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2.runtime import Context
    from markupsafe import Markup

MOST_SHOWN = 50_000
"""Maximum length of one text in a view, characters: more makes a browser slow."""

HIDDEN = re.compile(
    "["
    "\x00-\x08\x0b-\x1f"  # controls, except tab and line feed
    "\x7f-\xa0\xad"  # delete, controls of Latin-1, no-break space, soft hyphen
    "\u061c\u180e\u200b-\u200f\u2028-\u202f\u205f-\u206f"  # zero width, direction, separators, rare spaces
    "\u115f\u1160\u3164\uffa0"  # Hangul fillers
    "\ufeff\ufff0-\ufffb"  # byte order mark, specials
    "\ud800-\udfff"  # surrogates
    "\ue000-\uf8ff"  # private use
    "\U000e0000-\U000e0fff"  # tags, variation selectors
    "]"
)
"""Characters that cannot be seen, or that change how their neighbours are shown."""


def render(template: str, language: Language = "en", **values: Any) -> str:
    """The page of a template in `cleaner/views/templates`; any string among the values is escaped.

    Raises `jinja2.UndefinedError` if the template uses a value that is not given.
    """
    return _environment().get_template(template).render(_=Translator(language), language=language, **values)


def code_point(character: str) -> str:
    r"""The code point of a character, with its Unicode name if it has one.

    >>> code_point("\u200b")
    'U+200B ZERO WIDTH SPACE'
    """
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip()


def visible(text: str, limit: int = MOST_SHOWN, language: Language = "en") -> str:
    r"""A text with hidden characters as code points, cut after `limit` characters.

    The answer has no control characters but tab and line feed, so it can be written to a terminal.

    >>> visible("a\u200bb\x1b[31m")
    'a⟨U+200B⟩b⟨U+001B⟩[31m'
    >>> visible("一二三四五", 3)
    '一二三 … 2 more characters'
    """
    shown = HIDDEN.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text[:limit])
    return shown + _cut_mark(text, limit, Translator(language))


def visible_line(text: str) -> str:
    r"""The same as `visible`, in one line: for names and messages among others.

    >>> visible_line("a\nb\x1b[31m")
    'a⟨U+000A⟩b⟨U+001B⟩[31m'
    """
    return visible(text).replace("\n", "⟨U+000A⟩")


def _shown(context: Context, text: str, limit: int = MOST_SHOWN) -> Markup:
    """The same as `visible`, as HTML in the language of the page: the filter `shown` of the templates."""
    from markupsafe import Markup, escape

    shown = HIDDEN.sub(_hidden_element, str(escape(text[:limit])))
    return Markup(shown + _cut_mark(text, limit, context["_"]))  # noqa: S704  # escaped; the marks are ours


def _hidden_element(found: re.Match[str]) -> str:
    return f'<b class="hidden-character" title="{code_point(found[0])}">{ord(found[0]):04X}</b>'


def _cut_mark(text: str, limit: int, translate: Translator) -> str:
    if len(text) <= limit:
        return ""
    return " " + translate("… {count} more characters", count=f"{len(text) - limit:,}")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
    from markupsafe import Markup

    environment = Environment(
        loader=PackageLoader("cleaner.views"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters.update(shown=pass_context(_shown), visible=visible, number="{:,}".format)
    for variable, name in (("style", "style.css"), ("script", "script.js")):
        text = (files("cleaner.views") / "templates" / name).read_text(encoding="utf-8")
        digest = b64encode(sha256(text.encode()).digest()).decode()
        environment.globals[variable] = Markup(text)  # noqa: S704  # our own file
        environment.globals[f"{variable}_hash"] = f"sha256-{digest}"
    return environment
