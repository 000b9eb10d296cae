"""The options of stages that can be tried from a page or a request, and the `cleaner.toml` they amount to."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args, get_origin, get_type_hints

from cleaner.config import Config
from cleaner.document import ConfigError
from cleaner.registry import find

FILE_MARK = "@"
"""How the name of a file begins where a list of words is expected: files are not read for a request."""
ABOUT = {
    "simplify.to": "Script of the output.",
    "simplify.vocabulary": "Words of Taiwan and Hong Kong.",
    "simplify.protect": "Words that are not converted.",
    "simplify.quotes": "Quotation marks of Traditional text.",
    "select.comments": "Readers' comments.",
    "select.captions": "Captions of pictures.",
    "rules.keep": "Lines that stay: re:PATTERN or css:SELECTOR.",
    "rules.drop": "Lines that go: re:PATTERN or css:SELECTOR.",
    "layout.punctuation": "Punctuation that was folded to ASCII.",
    "layout.letters": "Full-width letters and digits.",
    "layout.links": "Links, which only Markdown shows.",
    "layout.images": "Images, which only Markdown shows.",
    "layout.title": "Whether the title is the first line.",
}
"""What the built-in options are about."""


@dataclass(frozen=True)
class Field:
    """An option as a control of a form.

    - `choices`: its values, if there are only some;
    - `value`: the value in force, the entries of a list in lines of their own.
    """

    name: str
    choices: tuple[str, ...]
    value: str

    @property
    def about(self) -> str:
        """What the option is about; empty for one of another package."""
        return ABOUT.get(self.name, "")


def fields(config: Config) -> Iterator[Field]:
    """Yield the options of a configuration that a request may set.

    These are choices, switches and lists of words; not names of files, nor tables.

    >>> [field.name for field in fields(Config())][:3]
    ['simplify.to', 'simplify.vocabulary', 'simplify.protect']
    """
    for stage, option, setting in config.settings():
        hint = get_type_hints(find(stage))[option]
        if hint is bool:
            yield Field(f"{stage}.{option}", ("true", "false"), json.dumps(setting.value))
        elif get_origin(hint) is Literal:
            yield Field(f"{stage}.{option}", tuple(map(str, get_args(hint))), str(setting.value))
        elif hint == tuple[str, ...]:
            yield Field(f"{stage}.{option}", (), "\n".join(setting.value))


def with_choices(config: Config, chosen: Mapping[str, Sequence[str]]) -> Config:
    """The configuration with the options that a request chose, by their names.

    Values of a list stand in lines of their own, or are given one by one. Raises `ConfigError` for what
    a request may not set, an unknown name, and a value that does not fit.
    """
    known = {field.name: field for field in fields(config)}
    for name, values in chosen.items():
        field = known.get(name)
        if field is None and "." not in name:
            raise ConfigError(f"{name!r} is not of the form stage.option, such as simplify.to")
        if field is None:
            config.with_options([f"{name}="])  # knows what is wrong with the name, and the nearest one
            raise ConfigError(f"{name} cannot be set by a request")
        if field.choices and len(values) > 1:
            raise ConfigError(f"{name} takes one value, and is given {len(values)}")
        text = "\n".join(values).replace("\r\n", "\n").strip()
        if text != field.value:
            config = config.with_options([f"{name}={_value(field, text)}"])
    return config


def toml(config: Config, base: Config) -> str:
    """The lines of a `cleaner.toml` with the options that differ from those of another configuration.

    >>> print(toml(Config().with_options(["simplify.to=keep"]), Config()))
    [simplify]
    to = "keep"
    """
    before = {field.name: field for field in fields(base)}
    tables: dict[str, list[str]] = {}
    for field in fields(config):
        if field != before[field.name]:
            stage, option = field.name.rsplit(".", 1)
            tables.setdefault(stage, []).append(f"{option} = {_value(field, field.value, quoted=True)}")
    return "\n\n".join("\n".join([f"[{stage}]", *lines]) for stage, lines in tables.items())


def _value(field: Field, text: str, *, quoted: bool = False) -> str:
    """A value as `--set` and TOML take it."""
    if field.choices:
        return text if field.choices == ("true", "false") or not quoted else json.dumps(text)
    words = [word.strip() for word in text.split("\n") if word.strip()]
    if any(word.startswith(FILE_MARK) for word in words):
        raise ConfigError(f"{field.name}: files cannot be named by a request")
    return json.dumps(words, ensure_ascii=False)
