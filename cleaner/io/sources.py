"""The inputs a user names, one after the other: files, folders, globs, URLs, standard input."""

from __future__ import annotations

import glob
import os
import stat
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from cleaner.document import CleanerError, Document, MissingPackageError
from cleaner.io.formats import container_suffix, open_anything, read, whole
from cleaner.io.items import Item, Meter, Reading, unreadable
from cleaner.io.records import jsonl

STDIN = "-"
Found = tuple[str, str, str]
"""The path to open, its place among the inputs, and why it cannot be read (or nothing)."""


def read_all(
    inputs: Sequence[str], reading: Reading, *, leave_out: Sequence[Path] = (), meter: Meter | None = None
) -> Iterator[Item]:
    """Every document of the inputs, in their order and, inside folders, in that of the names.

    Hidden files are passed over, and what is in `leave_out` (where the output goes). Whatever
    cannot be read comes as an item that says why. One document at a time is held in memory.
    """
    return read_found(find(inputs, leave_out), reading, meter)


def read_found(found: Iterable[Found], reading: Reading, meter: Meter | None = None) -> Iterator[Item]:
    """The documents of what `find` found."""
    for path, place, error in found:
        if error:
            yield unreadable(place, error)
        elif path == STDIN:
            yield from _stdin(sys.stdin.buffer, reading)
        else:
            yield from read_file(path, place, reading, meter)


def read_file(path: str, place: str, reading: Reading, meter: Meter | None = None) -> Iterator[Item]:
    """The documents of one file or URL, counted by the meter as they are read."""
    origin = path if "://" in path else os.path.abspath(path)  # noqa: PTH100
    try:
        with open_anything(path) as stream:
            before = meter.read if meter else 0
            for item in read(stream, place, reading):
                if meter:
                    meter.read = before + _position(stream)
                yield replace(item, origin=origin + item.path.removeprefix(place))
    except Exception as error:  # remote file systems raise errors of their own
        yield unreadable(place, _reason(error))


def find(inputs: Sequence[str], leave_out: Sequence[Path] = ()) -> Iterator[Found]:
    """The files behind the inputs, in order; places are relative to the folder that holds them all."""
    base = _base([name for name in inputs if name != STDIN and "://" not in name])
    out = {os.path.realpath(path) for path in leave_out}
    for name in inputs:
        if name == STDIN:
            yield STDIN, "stdin", ""
        elif "://" in name:
            yield from _remote(name)
        elif glob.has_magic(name) and not os.path.lexists(name):
            matches = sorted(glob.glob(name, recursive=True))  # noqa: PTH207  # a Path loses ./ and //
            if not matches:
                yield name, name, "no file matches the pattern"
            for match in matches:
                if not Path(match).is_dir():  # a pattern names files; `**` brings those of folders
                    yield from _local(match, base, out)
        else:
            yield from _local(name, base, out)


def is_one_document(inputs: Sequence[str], reading: Reading) -> bool:
    """Whether the inputs are a single document: one file that holds no records, or a piped page."""
    if len(inputs) != 1 or (inputs[0] == STDIN and reading.jsonl):
        return False
    return inputs[0] == STDIN or (not container_suffix(inputs[0]) and Path(inputs[0]).is_file())


def size_of(inputs: Sequence[str], leave_out: Sequence[Path] = ()) -> int:
    """Bytes of the local files behind the inputs, to tell how long a run will take."""
    total = 0
    for path, _, error in find([name for name in inputs if "://" not in name], leave_out):
        if not error and path != STDIN:
            total += os.stat(path).st_size  # noqa: PTH116
    return total


def _local(name: str, base: str, out: set[str]) -> Iterator[Found]:
    if not Path(name).is_dir():
        yield name, _place(name, base), _trouble(name)
        return
    empty = True
    for path, error in _walk(name, out):
        empty = False
        yield path, _place(path, base), error or _trouble(path)
    if empty:
        yield name, _place(name, base), "the folder holds no files"


def _walk(folder: str, out: set[str]) -> Iterator[tuple[str, str]]:
    """The files below a folder, sorted by name; links to folders are not followed."""
    stack = [iter([folder])]
    while stack:
        path = next(stack[-1], None)
        if path is None:
            stack.pop()
        elif os.path.realpath(path) in out:
            continue
        elif path is folder or (Path(path).is_dir() and not Path(path).is_symlink()):
            try:
                with os.scandir(path) as entries:
                    names = sorted(entry.name for entry in entries if not entry.name.startswith("."))
            except OSError as error:
                yield path, _reason(error)
                continue
            stack.append(iter([os.path.join(path, name) for name in names]))  # noqa: PTH118
        elif not Path(path).is_dir():
            yield path, ""


def _trouble(path: str) -> str:
    """Why a path cannot be opened as a file, or nothing."""
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116
    except OSError as error:
        if Path(path).is_symlink():
            return f"a link to nothing: it points to {os.readlink(path)}"  # noqa: PTH115
        return _reason(error)
    return "" if stat.S_ISREG(mode) else "not a regular file"


def _base(names: Sequence[str]) -> str:
    """The deepest folder that holds all inputs."""
    folders = []
    for name in names:
        if glob.has_magic(name) and not os.path.lexists(name):
            parts = Path(name).parts
            magic = next(number for number, part in enumerate(parts) if glob.has_magic(part))
            name = str(Path(*parts[:magic])) if magic else "."
        absolute = os.path.abspath(name)  # noqa: PTH100  # links stay as the user sees them
        folders.append(absolute if Path(name).is_dir() else os.path.dirname(absolute))  # noqa: PTH120
    try:
        return os.path.commonpath(folders) if folders else ""
    except ValueError:  # several drives
        return ""


def _place(path: str, base: str) -> str:
    absolute = os.path.abspath(path)  # noqa: PTH100
    place = os.path.relpath(absolute, base) if base and absolute != base else os.path.basename(absolute)  # noqa: PTH119
    place = place.replace(os.sep, "/")
    return place.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _remote(url: str) -> Iterator[Found]:
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        yield url, url, str(MissingPackageError("reading from a remote store", "remote"))
        return
    try:
        system, root = url_to_fs(url)
        if glob.has_magic(root):
            paths, base = sorted(system.glob(root)), root.split("*")[0].rpartition("/")[0]
        elif system.isdir(root):
            paths, base = system.find(root), root.rstrip("/")
        else:
            paths, base = [root], root.rpartition("/")[0]
        for path in paths:
            yield system.unstrip_protocol(path), path.removeprefix(base).lstrip("/"), ""
    except Exception as error:  # every remote file system raises errors of its own
        yield url, url, _reason(error)


def _stdin(stream: IO[bytes], reading: Reading) -> Iterator[Item]:
    try:
        if reading.jsonl:
            yield from jsonl(stream, "stdin", reading)
        else:
            yield Item(Document(data=whole(stream, reading.max_bytes), id="stdin"), "stdin")
    except (CleanerError, OSError) as error:
        yield unreadable("stdin", _reason(error))


def _position(stream: Any) -> int:
    try:
        return int(stream.tell())
    except (OSError, ValueError, AttributeError):
        return 0


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
