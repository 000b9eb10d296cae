"""The language of pages and of the terminal: English, or Chinese by a catalogue of messages.

The catalogue `zh.toml` has the English messages as keys, so that templates and stages are written in
English only. A key with `{}` stands for all messages of that form.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal, get_args

Language = Literal["en", "zh"]
LIST_COMMA = "、"
"""What separates the parts of a list in Chinese."""
LANGUAGES: tuple[Language, ...] = get_args(Language)


@dataclass(frozen=True)
class Translator:
    """Messages in one language: `translator(message, **values)`.

    A message that the catalogue does not have stays English.

    >>> Translator("zh")("{count} of {total} characters are the article", count="1,000", total="2,000")
    '2,000 字中有 1,000 字是正文'
    >>> Translator("zh")("below a heading of a link list"), Translator("en")("Source")
    ('位于“链接列表的标题”之后', 'Source')
    """

    language: Language

    def __call__(self, message: str, **values: Any) -> str:
        """The message with the values in it."""
        if self.language != "en":
            message = self._translated(message)
        return message.format(**values) if values else message

    def _translated(self, message: str) -> str:
        messages, patterns = _catalogue(self.language)
        if message in messages:
            return messages[message]
        for pattern, translation in patterns:
            found = pattern.fullmatch(message)
            if found:
                return translation.format(*map(self._translated, found.groups()))
        parts = message.split(", ")
        return LIST_COMMA.join(messages[part] for part in parts) if messages.keys() >= set(parts) else message


ENGLISH = Translator("en")


def language_of_locale() -> Language:
    """The language of the terminal, by the variables that POSIX names, the first that is set."""
    variables = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale = next(filter(None, variables), "")
    return "zh" if locale.lower().startswith("zh") else "en"


def language_of_browser(accept_language: str) -> Language:
    """The language that a browser prefers, by its header `Accept-Language`.

    >>> language_of_browser("de, zh-CN;q=0.8, en;q=0.5"), language_of_browser("fr"), language_of_browser("")
    ('zh', 'en', 'en')
    """
    wishes: list[tuple[float, str]] = []
    for wish in accept_language.split(","):
        name, _, weight = wish.partition(";")
        found = re.fullmatch(r"q=([01](?:\.\d{0,3})?)", weight.strip())
        wishes.append((-float(found[1]) if found else -1.0, name.strip().lower()[:2]))
    known = [name for _, name in sorted(wishes, key=lambda wish: wish[0]) if name in LANGUAGES]
    return "zh" if known[:1] == ["zh"] else "en"


@lru_cache(maxsize=len(LANGUAGES))
def _catalogue(language: Language) -> tuple[Mapping[str, str], list[tuple[re.Pattern[str], str]]]:
    """The messages of a language, and those with `{}` as patterns."""
    text = (files("cleaner.views") / f"{language}.toml").read_text(encoding="utf-8")
    messages = {key: value for table in tomllib.loads(text).values() for key, value in table.items()}
    patterns = [
        (re.compile("(.*?)".join(map(re.escape, key.split("{}"))), re.DOTALL), value)
        for key, value in messages.items()
        if "{}" in key
    ]
    return messages, patterns
