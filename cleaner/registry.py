"""Stages by name: the built-in ones, those of other packages, any function.

A name of a stage is the name of a built-in one, the entry point of another package (`redact`, or
`acme:redact` if two packages offer one), or `module:attribute`. Nothing of the standard library is a
stage: a configuration must not be able to call `os:system` with a document.
"""

from __future__ import annotations

import dataclasses
import functools
import importlib
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Literal, Protocol, get_args, get_origin, get_type_hints

from cleaner.document import CleanerError, ConfigError, Document
from cleaner.stages.decode import Decode
from cleaner.stages.layout import Layout
from cleaner.stages.parse import Parse
from cleaner.stages.repair import Repair
from cleaner.stages.rules import Rules
from cleaner.stages.select import Select
from cleaner.stages.simplify import Simplify


class Stage(Protocol):
    """A callable from document to document that has a name."""

    @property
    def name(self) -> str:
        """The name in traces and configurations."""

    def __call__(self, document: Document, /) -> Document:
        """The document after the stage; the same object if there is nothing to do."""


STAGES: dict[str, type] = {
    stage.name: stage for stage in (Decode, Repair, Parse, Simplify, Select, Rules, Layout)
}
"""The built-in stages, in the order in which they run."""

GROUP = "cleaner.stages"
"""Entry point group in which packages offer stages."""


@dataclass(frozen=True)
class Function:
    """A plain function as a stage without options."""

    name: str
    call: Callable[[Document], Document]

    def __call__(self, document: Document) -> Document:
        """Call the function."""
        return self.call(document)

    def __repr__(self) -> str:  # part of the fingerprint, so without the address in memory
        name = getattr(self.call, "__qualname__", "")
        return f"{self.call.__module__}:{name}" if name else repr(self.call)


def as_stage(stage: Any) -> Stage:
    """A callable as a stage: itself if it has a name, else as a `Function`.

    Raises `ConfigError` if it is not callable, if it is a class, and if it has an option that is none of
    the values that its type names.

    >>> as_stage(lambda document: document).name
    '<lambda>'
    """
    if not callable(stage):
        raise ConfigError(f"{stage!r} is not a stage: a stage is a callable Document -> Document")
    if isinstance(stage, type):
        raise ConfigError(f"{stage.__name__} is the class of a stage: write {stage.__name__}()")
    if not isinstance(getattr(stage, "name", None), str):
        return Function(getattr(stage, "__name__", type(stage).__name__.lower()), stage)
    _check_choices(stage)
    return stage  # type: ignore[no-any-return]


def _check_choices(stage: Any) -> None:
    """Raise `ConfigError` for an option with a value that its `Literal` type does not have."""
    for option in options_of(stage):
        hint = type_of(type(stage), option)
        value = getattr(stage, option)
        if get_origin(hint) is Literal and value not in get_args(hint):
            raise ConfigError(f"{stage.name}.{option} = {value!r}{not_one_of(value, get_args(hint))}")


def offered() -> dict[str, Any]:
    """The entry points of other packages, each as `name` and as `package:name`."""
    points = entry_points(group=GROUP)
    by_name = {point.name: point for point in points}
    by_package = {f"{point.dist.name}:{point.name}": point for point in points if point.dist}
    return by_name | by_package


def find(name: str) -> Any:
    """The class or function behind the name of a stage.

    Built-in stages come first, then entry points, then `module:attribute`. Raises `ConfigError` if there
    is none, with the nearest valid name, or if it cannot be imported, with the reason.

    >>> find("decode") is Decode, find("cleaner.stages.layout:Layout") is Layout
    (True, True)
    """
    if name in STAGES:
        return STAGES[name]
    others = offered()
    module, colon, attribute = name.partition(":")
    if name not in others and not colon:
        raise ConfigError(f"no stage is called {name!r}{nearest(name, [*STAGES, *others])}")
    try:
        if name in others:
            return others[name].load()
        _check_foreign(name, module)
        found = getattr(importlib.import_module(module), attribute)
        _check_foreign(name, getattr(found, "__module__", None))
        return found
    except ConfigError:
        raise
    except Exception as error:  # whatever the module raises when it is imported
        raise ConfigError(
            f"the stage {name!r} cannot be imported: {error}. Install the package that offers it "
            f"(entry point group {GROUP!r}), or write module:attribute, the module in a folder of PYTHONPATH"
        ) from error


def is_code(name: str) -> bool:
    """Whether the name of a stage is that of code which no installed package offers as a stage.

    What lies in the current folder is not installed, although Python may find it there.

    >>> is_code("rules"), is_code("acme.stages:redact")
    (False, True)
    """
    point = offered().get(name)
    if name in STAGES or point is None:
        return ":" in name
    return bool(point.dist and Path(str(point.dist.locate_file(""))).resolve() == Path.cwd())


def _check_foreign(name: str, module: object) -> None:
    """Raise `ConfigError` for a module of the standard library."""
    if isinstance(module, str) and module.partition(".")[0] in sys.stdlib_module_names:
        raise ConfigError(f"{name!r} is of the standard library, in which there are no stages")


def build(name: str, **options: Any) -> Stage:
    """The stage of that name with these options.

    Options for a plain function are ignored. Raises `ConfigError` for a name that is unknown, and with
    the message of the constructor for options that it refuses.

    >>> build("rules", drop=("re:^本文来源",)).name
    'rules'
    """
    found = find(name)
    if not isinstance(found, type):
        return as_stage(found)
    return _made(name, found, options)


def changed(stage: Stage, **options: Any) -> Stage:
    """The stage with other options; raises `ConfigError` for options that it refuses.

    >>> changed(Layout(), title=False).title
    False
    """
    return _made(stage.name, functools.partial(dataclasses.replace, stage), options)  # type: ignore[type-var]


def _made(name: str, make: Callable[..., Any], options: dict[str, Any]) -> Stage:
    """What a constructor makes of options; raises `ConfigError` with its message if it refuses them."""
    try:
        return as_stage(make(**options))
    except (CleanerError, TypeError, ValueError) as error:
        raise ConfigError(f"stage {name!r}: {error}") from error


def options_of(stage: Any) -> dict[str, dataclasses.Field[Any]]:
    """The options of a stage by name: the fields of its dataclass that its constructor takes.

    Empty for anything else, such as a plain function.

    >>> list(options_of(Rules))
    ['keep', 'drop', 'sites']
    """
    if not dataclasses.is_dataclass(stage) or stage is Function:
        return {}
    return {field.name: field for field in dataclasses.fields(stage) if field.init}


def type_of(stage: type, option: str) -> Any:
    """The type of an option; `Any` if it cannot be told, as of a name imported for type checkers only."""
    try:
        return get_type_hints(stage).get(option, Any)
    except NameError:
        return Any


def foreign_code(stage: Stage) -> bytes:
    """The source of the module that defines a stage, as bytes for the fingerprint.

    Empty for a stage of this package, and if there is no file (a function typed into a shell).

    >>> foreign_code(Decode())
    b''
    """
    owner = stage.call if isinstance(stage, Function) else type(stage)
    name = owner.__module__
    file = getattr(sys.modules.get(name), "__file__", None)
    if name.partition(".")[0] == "cleaner" or not file or not Path(file).is_file():
        return b""
    return Path(file).read_bytes()


def not_one_of(value: object, choices: Iterable[object]) -> str:
    """The end of a message about a value that is none of those an option may have.

    >>> not_one_of("kep", ("simplified", "keep"))
    " is not one of its values; did you mean 'keep'? There are: simplified, keep"
    """
    return f" is not one of its values{nearest(str(value), map(str, choices))}"


def nearest(name: str, valid: Iterable[str]) -> str:
    """The end of a message about a wrong name: the nearest valid name, and all of them.

    >>> nearest("simplfy", ["select", "simplify"])
    "; did you mean 'simplify'? There are: select, simplify"
    """
    valid = list(valid)
    if not valid:
        return ". There are none"
    close = get_close_matches(name, valid, n=1)
    meant = f"; did you mean {close[0]!r}?" if close else "."
    return f"{meant} There are: {', '.join(valid)}"
