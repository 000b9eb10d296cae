"""The configuration: defaults, cleaner.toml and command line, checked, with the origin of each setting.

Later settings replace earlier ones: first the defaults of the stages, then a file (`cleaner.toml`, or
the table `[tool.cleaner]` of a `pyproject.toml`), then the command line. Every mistake is a `ConfigError`
that names the setting and, for a wrong name, the nearest valid one.
"""

from __future__ import annotations

import contextlib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, is_dataclass, replace
from pathlib import Path
from typing import Any, get_args, get_type_hints

import msgspec

from cleaner.document import ConfigError
from cleaner.registry import STAGES, Stage, build, find, is_code, nearest, offered, options_of

DEFAULT = "default"
"""Origin of a setting that nobody set."""
COMMAND_LINE = "command line"
"""Origin of a setting of `--stages` or `--set`, or from Python."""


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
        kind = find(stage)
        valid = options_of(kind)
        if option not in valid:
            raise ConfigError(f"the stage {stage!r} has no option {option!r}{nearest(option, valid)}")
        hint = get_type_hints(kind)[option]
        problem: ConfigError | None = None
        for value in values:
            try:
                setting = Setting(_converted(f"{stage}.{option}", value, hint), origin)
                return replace(self, options={**self.options, (stage, option): setting})
            except ConfigError as error:
                problem = problem or error
        raise problem or ConfigError(f"{stage}.{option} has no value")


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
        return _read(table, str(path))
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
        raise ConfigError(f"is not valid TOML: {error}") from error
    tool = table.get("tool")
    if path.name != "pyproject.toml" and tool is None:
        return table
    return _converted("tool", tool or {}, dict[str, dict[str, Any]]).get("cleaner", {})  # type: ignore[no-any-return]


def _read(table: Mapping[str, Any], origin: str) -> Config:
    """The configuration in a table; `origin` is the path of its file."""
    config = Config(file=origin)
    if "stages" in table:
        names = _converted("stages", table["stages"], tuple[str, ...])
        config = config.with_stages(names, origin)
    if "site" in table:
        config = config._with("rules", "sites", [table["site"]], origin)
    for name, options in table.items():
        if name in ("stages", "site"):
            continue
        if name not in STAGES and name not in config.stages.value and name not in offered():
            raise ConfigError(f"there is no table {name!r}{nearest(name, ['stages', 'site', *STAGES])}")
        for option, value in _converted(name, options, dict[str, Any]).items():
            config = config._with(name, option, [value], origin)
    config.build()  # so that an option that a stage refuses is an error of this file
    return config


def _converted(name: str, value: Any, hint: Any) -> Any:
    """The value of a setting as its type; `name` names the setting in errors.

    >>> _converted("rules.drop", ["re:^广告"], tuple[str, ...])
    ('re:^广告',)
    """
    if isinstance(value, list):
        _check_keys(name, value, hint)
    try:
        return msgspec.convert(value, hint)
    except msgspec.ValidationError as error:
        choices = [choice for choice in get_args(hint) if isinstance(choice, str)]
        why = f" is not one of its values{nearest(str(value), choices)}" if choices else f": {error}"
        raise ConfigError(f"{name} = {value!r}{why}") from error


def _check_keys(name: str, tables: list[Any], hint: Any) -> None:
    """Raise `ConfigError` for a key that the records of a list of tables do not have.

    Unlike the message of `msgspec`, that of this error has the nearest valid key.
    """
    keys = [key for table in tables if isinstance(table, dict) for key in table]
    for record in filter(is_dataclass, get_args(hint)):
        valid = options_of(record)
        for key in keys:
            if key not in valid:
                raise ConfigError(f"{name} has no {key!r}{nearest(key, valid)}")


def _toml(text: str) -> list[Any]:
    """The value of a TOML text, alone in a list; an empty list if it is not TOML."""
    try:
        return [tomllib.loads(f"value = {text}")["value"]]
    except tomllib.TOMLDecodeError:
        return []
