"""The configuration: defaults, cleaner.toml and command line, checked, with the origin of each setting.

Later settings replace earlier ones: first the defaults of the stages, then a file (`cleaner.toml`, or
the table `[tool.cleaner]` of a `pyproject.toml`), then the command line. Every mistake is a `ConfigError`
that names the setting and, for a wrong name, the nearest valid one.
"""

from __future__ import annotations

import contextlib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import msgspec

from cleaner.document import ConfigError
from cleaner.registry import (
    STAGES,
    Stage,
    build,
    changed,
    find,
    is_code,
    nearest,
    not_one_of,
    offered,
    options_of,
    type_of,
)

DEFAULT = "default"
"""Origin of a setting that nobody set."""
COMMAND_LINE = "command line"
"""Origin of a setting of `--stages` or `--set`."""
PYTHON = "Python"
"""Origin of a setting that a dict gave."""


_DECLARED_TWICE = re.compile(r"Cannot declare \(([\w', ]+)\) twice")
"""What `tomllib` says of a table that stands in a file twice."""
_ONE_LIST = ", and all rules in one list: keep = ['re:A', 're:B']"


@dataclass(frozen=True)
class Setting:
    """A value and where it came from: `default`, the path of a file, or `command line`."""

    value: Any
    origin: str = DEFAULT


@dataclass(frozen=True)
class Config:
    """The stages in order, and the options set; all other options have their defaults.

    - The keys of `options` are names of stage and option.
    - `file`: the path of the file that was read, if one was.
    """

    stages: Setting = Setting(tuple(STAGES))
    options: Mapping[tuple[str, str], Setting] = field(default_factory=dict)
    file: str = ""

    def build(self) -> tuple[Stage, ...]:
        """The stages with their options; raises `ConfigError` for options that a stage refuses.

        >>> [stage.name for stage in Config().build()][:2]
        ['decode', 'repair']
        """
        given: dict[str, dict[str, Any]] = {}
        for (stage, option), setting in self.options.items():
            given.setdefault(stage, {})[option] = setting.value
        return tuple(build(name, **given.get(name, {})) for name in self.stages.value)

    def with_stages(self, names: Sequence[str], origin: str = COMMAND_LINE) -> Config:
        """The configuration with these stages in this order.

        Raises `ConfigError` for a name that is not that of a stage.
        """
        for name in names:
            find(name)
        return replace(self, stages=Setting(tuple(names), origin))

    def with_options(self, assignments: Sequence[str], origin: str = COMMAND_LINE) -> Config:
        """The configuration with options given as `stage.option=value`.

        The value is written in TOML. A string may do without quotes, a list of one without brackets.
        Raises `ConfigError` for another form, an unknown name, and a value of another type.

        >>> Config().with_options(["rules.drop=re:^广告"]).options["rules", "drop"].value
        ('re:^广告',)
        """
        config = self
        for assignment in assignments:
            key, equals, text = assignment.partition("=")
            stage, dot, option = key.strip().rpartition(".")
            if not (equals and dot):
                raise ConfigError(f"{assignment!r} is not of the form stage.option=value")
            values = [*_toml(text), text, [text]]  # the first that fits the type of the option counts
            config = config._with(stage, option, values, origin)
        return config

    def settings(self) -> Iterator[tuple[str, str, Setting]]:
        """Yield every option in force as stage, option and setting, the stages in order."""
        for name in self.stages.value:
            for option, description in options_of(find(name)).items():
                default = description.default
                if description.default_factory is not MISSING:
                    default = description.default_factory()
                yield name, option, self.options.get((name, option), Setting(default))

    def _with(self, stage: str, option: str, values: Sequence[Any], origin: str) -> Config:
        """The configuration with an option set to the first of the values that fits its type.

        Raises `ConfigError` if none fits, with what is wrong with the first.
        """
        stage = self._listed(stage)
        setting = Setting(option_value(stage, find(stage), option, values), origin)
        return replace(self, options={**self.options, (stage, option): setting})

    def _listed(self, name: str) -> str:
        """The entry of `stages` for a name: another stage goes by its own name too, as in `explain`."""
        if name in self.stages.value or name in STAGES:
            return name
        for listed in self.stages.value:
            if getattr(find(listed), "name", None) == name:
                return str(listed)
        return name


def option_value(stage: str, kind: Any, option: str, values: Sequence[object]) -> Any:
    """The first of the values that fits the type of an option, as that type.

    `kind` is the class of the stage. Raises `ConfigError` if it has no such option or if no value fits,
    with what is wrong with the first.

    >>> option_value("rules", STAGES["rules"], "drop", ["re:^广告", ["re:^广告"]])
    ('re:^广告',)
    """
    valid = options_of(kind)
    if option not in valid:
        raise ConfigError(f"the stage {stage!r} has no option {option!r}{nearest(option, valid)}")
    hint = type_of(kind, option)
    problem: ConfigError | None = None
    for value in values:
        try:
            return _converted(f"{stage}.{option}", value, hint)
        except ConfigError as error:
            problem = problem or error
    raise problem or ConfigError(f"{stage}.{option} has no value")


def with_options(stage: Stage, options: Mapping[str, object]) -> Stage:
    """The stage with other options; the same one if there are none.

    Raises `ConfigError` for an option that it does not have, and for a value that it refuses.
    """
    if not options:
        return stage
    values = {
        option: option_value(stage.name, type(stage), option, [value, [value]])
        for option, value in options.items()
    }
    return changed(stage, **values)


def read_config(path: str | Path, *, found: bool = False) -> Config:
    """The configuration in a TOML file.

    It is read from the table `[tool.cleaner]` if the file is a `pyproject.toml` or has a table `[tool]`,
    else from the whole file. There, `stages` lists the stages in order, each table `[STAGE]` holds the
    options of a stage, and each `[[site]]` holds the rules for some documents. Raises `ConfigError` with
    the file, what is wrong in it, and the nearest valid name.

    A file that was `found`, and not named by the user, may have come with the documents. So its stages
    can only be built-in ones and those that installed packages offer.
    """
    path = Path(path)
    try:
        table = _load(path)
        if found:
            _check_no_code(table, path)
        return config_of(table, str(path))
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from error.__cause__


def find_config(folder: str | Path = ".") -> Path | None:
    """The `cleaner.toml` of a folder, or its `pyproject.toml` if that has a `[tool.cleaner]`.

    None if there is neither, or if it cannot be read. Folders above are not searched.
    """
    for path in (Path(folder) / "cleaner.toml", Path(folder) / "pyproject.toml"):
        with contextlib.suppress(OSError):
            if b"[tool.cleaner" in path.read_bytes() or path.name == "cleaner.toml":
                return path
    return None


def _check_no_code(table: Mapping[str, Any], path: Path) -> None:
    """Raise `ConfigError` if a configuration names code."""
    stages = table.get("stages")
    for name in [*(stages if isinstance(stages, list) else []), *table]:
        if isinstance(name, str) and is_code(name):
            raise ConfigError(
                f"{name!r} is code, which runs only if you name the file: --config {path}. "
                "This file was found in the current folder"
            )


def _load(path: Path) -> Mapping[str, Any]:
    """The table of a file that holds the configuration, unchecked."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError("is not in UTF-8; save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"is not valid TOML: {error}{_remedy(str(error))}") from error
    tool = table.get("tool")
    if path.name != "pyproject.toml" and tool is None:
        return table
    return _converted("tool", tool or {}, dict[str, dict[str, Any]]).get("cleaner", {})  # type: ignore[no-any-return]


def _remedy(error: str) -> str:
    """What to do about the mistakes in TOML that are made most, as the end of a message.

    >>> _remedy("Cannot declare ('rules',) twice (at line 3, column 7)")
    ". Write [rules] once, with the lines of both, and all rules in one list: keep = ['re:A', 're:B']"
    """
    if twice := _DECLARED_TWICE.search(error):
        name = ".".join(re.findall(r"\w+", twice[1]))
        if name == "site":
            return ". Write [[site]], once for each site"
        return f". Write [{name}] once, with the lines of both{_ONE_LIST}"
    if "overwrite a value" in error:
        return f". A name stands there twice: write it once{_ONE_LIST}"
    if "Unescaped '\\'" in error:
        return ". Put patterns into single quotation marks: 're:\\d'"
    return ""


def config_of(table: Mapping[str, object], origin: str = PYTHON) -> Config:
    """The configuration in a table, which is that of a `cleaner.toml`; `origin` is where it came from.

    >>> config_of({"rules": {"drop": ["re:^广告"]}}).options["rules", "drop"].value
    ('re:^广告',)
    """
    config = Config(file="" if origin == PYTHON else origin)
    if "stages" in table:
        names = _converted("stages", table["stages"], tuple[str, ...])
        config = config.with_stages(names, origin)
    if "site" in table:
        if isinstance(table["site"], Mapping):
            raise ConfigError("[site] is one table: write [[site]], once for each site")
        config = config._with("rules", "sites", [table["site"]], origin)
    for name, options in table.items():
        if name in ("stages", "site"):
            continue
        stage = config._listed(name)
        if stage not in STAGES and stage not in config.stages.value and stage not in offered():
            raise ConfigError(f"there is no table {name!r}{nearest(name, ['stages', 'site', *STAGES])}")
        if isinstance(options, list):
            raise ConfigError(f"[[{name}]] is a list of tables: write [{name}], once")
        for option, value in _converted(name, options, dict[str, Any]).items():
            config = config._with(stage, option, [value], origin)
    config.build()  # so that an option that a stage refuses is an error of this table
    return config


def _converted(name: str, value: Any, hint: Any) -> Any:
    """The value of a setting as its type; `name` names the setting in errors.

    >>> _converted("rules.drop", ["re:^广告"], tuple[str, ...])
    ('re:^广告',)
    """
    if isinstance(value, list):
        _check_entries(name, value, hint)
    try:
        return msgspec.convert(value, hint)
    except msgspec.ValidationError as error:
        if isinstance(error.__cause__, ConfigError):  # of a record that refuses what it is given
            raise ConfigError(f"{name}: {error.__cause__}") from None
        choices = get_args(hint) if get_origin(hint) is Literal else ()
        why = not_one_of(value, choices) if choices else f" is not {_in_words(hint)}"
        raise ConfigError(f"{name} = {value!r}{why}") from None
    except TypeError:  # a type that no file can hold, of an option that is set from Python
        return value


def _in_words(hint: Any) -> str:
    """What a value of this type is called in an error.

    >>> _in_words(bool), _in_words(tuple[str, ...]), _in_words(dict[str, int])
    ('true or false', 'a list of strings', 'a table')
    """
    if hint is bool:
        return "true or false"
    if get_origin(hint) in (tuple, list):
        return f"a list of {_noun(get_args(hint)[0])}s"
    return f"a {_noun(hint)}"


def _noun(hint: Any) -> str:
    if is_dataclass(hint) or get_origin(hint) is dict:
        return "table"
    nouns = {str: "string", int: "whole number", float: "number", dict: "table"}
    return nouns.get(hint, f"value of the type {hint}")


def _check_entries(name: str, tables: list[Any], hint: Any) -> None:
    """Raise `ConfigError` for a key that the records of a list of tables do not have, or that one lacks.

    So too for a value of another type. Unlike the message of `msgspec`, that of this error names the key,
    or the nearest valid one.
    """
    for record in (part for part in get_args(hint) if isinstance(part, type) and is_dataclass(part)):
        valid = options_of(record)
        needed = [field.name for field in fields(record) if field.default is MISSING]
        for table in tables:
            if not isinstance(table, dict):
                continue
            for key, value in table.items():
                if key not in valid:
                    raise ConfigError(f"{name} has no {key!r}{nearest(key, valid)}")
                _converted(f"{name}.{key}", value, type_of(record, key))
            for key in needed:
                if key not in table:
                    raise ConfigError(f"{name} has an entry without {key!r}: {table!r}")


def _toml(text: str) -> list[Any]:
    """The value of a TOML text, alone in a list; an empty list if it is not TOML."""
    try:
        return [tomllib.loads(f"value = {text}")["value"]]
    except tomllib.TOMLDecodeError:
        return []
