"""The files behind the inputs that a user names: paths, folders, patterns, URLs."""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from cleaner.io import remote
from cleaner.io.items import reason_of
from cleaner.io.names import ACCOUNT, LEDGER, without_surrogates

STDIN = "-"
"""The input that stands for standard input."""
HIDDEN = "hidden files and folders"
LINKED = "links to folders"
EARLIER_OUTPUT = "outputs of earlier runs"


class Found(NamedTuple):
    """A file among the inputs.

    - `path`: the path or URL to open, or `STDIN`;
    - `name`: its name among the inputs (see `Item.path`);
    - `error`: why it cannot be read; empty if it seems readable;
    - `named`: whether the user named it, so that an error is one of the command;
    - `skipped`: the kind of things that are passed over it belongs to; empty if it is to be read.
    """

    path: str
    name: str
    error: str = ""
    named: bool = False
    skipped: str = ""


def find(inputs: Sequence[str], leave_out: Sequence[Path] = ()) -> Iterator[Found]:
    """Yield the files behind the inputs, in order, without reading them, and what is passed over.

    Names are paths relative to the deepest folder that holds all local inputs. Of a pattern, matching
    files are found, but not folders: `**` finds the files in those. In folders, hidden files, links to
    folders, outputs of earlier runs and what lies in `leave_out` are passed over.
    """
    inputs = [remote.local_path(name) for name in inputs]
    base = _base([name for name in inputs if name != STDIN and not remote.is_url(name)])
    left_out = {os.path.realpath(path) for path in leave_out}
    for name in inputs:
        if name == STDIN:
            yield Found(STDIN, "stdin")
        elif remote.is_url(name):
            yield from _remote(name)
        elif is_pattern(name):
            yield from _matching(name, base, left_out)
        elif Path(name).is_dir():
            yield from _in_folder(name, base, left_out)
        else:
            yield _local(name, base, named=True)


def size_of(inputs: Sequence[str], leave_out: Sequence[Path] = ()) -> int:
    """The size of the local files behind the inputs, bytes, to estimate how long a run will take."""
    total = 0
    for found in find([name for name in inputs if not remote.is_url(name)], leave_out):
        if not (found.error or found.skipped) and found.path != STDIN:
            total += os.stat(found.path).st_size  # noqa: PTH116
    return total


def is_pattern(name: str) -> bool:
    """Whether a name is a pattern, and not the name of a file that has such characters in it."""
    return glob.has_magic(name) and not os.path.lexists(name)


def is_output(path: str) -> bool:
    """Whether an earlier run wrote a folder, or a file that has its run's folder beside it."""
    home = path if Path(path).is_dir() else f"{path}.run"
    return all(os.path.lexists(os.path.join(home, name)) for name in (LEDGER, ACCOUNT))  # noqa: PTH118


def _matching(pattern: str, base: str, left_out: set[str]) -> Iterator[Found]:
    above = _without_magic(pattern)
    empty = True
    for path in sorted(glob.glob(pattern, recursive=True)):  # noqa: PTH207  # a Path loses ./ and //
        if Path(path).is_dir():
            continue
        empty = False
        if _is_left_out(path, above, left_out):
            yield Found(path, path, skipped=EARLIER_OUTPUT)
        else:
            yield _local(path, base)
    if empty:
        yield Found(pattern, pattern, "no file matches the pattern", named=True)


def _is_left_out(path: str, above: str, left_out: set[str]) -> bool:
    """Whether a file that a pattern matches is an output, or lies in one below the folder `above`."""
    if is_output(path):
        return True
    folder = os.path.normpath(os.path.dirname(path))  # noqa: PTH120
    while len(folder) > len(above):
        if os.path.realpath(folder) in left_out or is_output(folder):
            return True
        folder = os.path.dirname(folder)  # noqa: PTH120
    return False


def _in_folder(folder: str, base: str, left_out: set[str]) -> Iterator[Found]:
    empty = True
    for found in _walk(folder, base, left_out):
        empty = empty and bool(found.skipped)
        yield found
    if empty:
        yield Found(folder, _name(folder, base), "the folder holds no files")


def _walk(folder: str, base: str, left_out: set[str]) -> Iterator[Found]:
    """The files below a folder, sorted by name."""
    stack = [iter(_children(folder, base, left_out))]  # not recursion: folders may be nested deeply
    while stack:
        found = next(stack[-1], None)
        if found is None:
            stack.pop()
        elif found.name:
            yield found
        else:
            stack.append(iter(_children(found.path, base, left_out)))


def _children(folder: str, base: str, left_out: set[str]) -> list[Found]:
    """What lies in a folder, sorted: files, what is passed over, or why the folder cannot be read.

    Folders in it come without a name.
    """
    try:
        with os.scandir(folder) as entries:
            listed = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        return [Found(folder, _name(folder, base), reason_of(error))]
    outputs = {entry.path for entry in listed if _is_run(entry)}
    outputs |= {path.removesuffix(".run") for path in outputs}
    found = []
    for entry in listed:
        if entry.path in outputs:
            found.append(Found(entry.path, entry.name, skipped=EARLIER_OUTPUT))
        elif entry.name.startswith("."):
            found.append(Found(entry.path, entry.name, skipped=HIDDEN))
        elif not entry.is_dir():
            found.append(_local(entry.path, base))
        elif entry.is_symlink():
            found.append(Found(entry.path, entry.name, skipped=LINKED))
        elif os.path.realpath(entry.path) not in left_out:
            found.append(Found(entry.path, ""))
    return found


def _is_run(entry: os.DirEntry[str]) -> bool:
    return entry.is_dir() and is_output(entry.path)


def _local(path: str, base: str, *, named: bool = False) -> Found:
    """A file with its name and, if it cannot be opened as a file, the reason."""
    return Found(path, _name(path, base), _trouble(path), named)


def _trouble(path: str) -> str:
    """Why a path cannot be opened as a file; empty if it can."""
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116
    except (OSError, ValueError) as error:
        if Path(path).is_symlink():
            return f"a link to nothing: it points to {os.readlink(path)}"  # noqa: PTH115
        return reason_of(error)
    return "" if stat.S_ISREG(mode) else "not a regular file"


def _base(names: Sequence[str]) -> str:
    """The deepest folder that holds all inputs, as an absolute path; empty if there is none."""
    folders = [_folder(_without_magic(name)) for name in names]
    if not folders:
        return ""
    try:
        return os.path.commonpath(folders)
    except ValueError:  # several drives
        return ""


def _without_magic(name: str) -> str:
    """The folder in front of the first part of a pattern that is one; other names as they are."""
    if not is_pattern(name):
        return name
    plain: list[str] = []
    for part in Path(name).parts:
        if glob.has_magic(part):
            break
        plain.append(part)
    return str(Path(*plain))


def _folder(name: str) -> str:
    """The absolute path of a folder, or of the folder that a file lies in."""
    absolute = os.path.abspath(name)  # noqa: PTH100  # links stay as the user sees them
    return absolute if Path(name).is_dir() else os.path.dirname(absolute)  # noqa: PTH120


def _name(path: str, base: str) -> str:
    """The path relative to `base`, with slashes and without lone surrogates."""
    absolute = os.path.abspath(path)  # noqa: PTH100
    name = os.path.basename(absolute)  # noqa: PTH119
    if base and absolute != base:
        name = os.path.relpath(absolute, base)
    return without_surrogates(os.fsencode(name.replace(os.sep, "/")).decode("utf-8", "replace"))


def _remote(url: str) -> Iterator[Found]:
    """The files behind a URL, or why there are none."""
    empty = True
    try:
        for path, name in remote.listed(url):
            empty = False
            yield Found(path, without_surrogates(name))
    except Exception as error:  # also MissingPackageError; remote file systems raise errors of their own
        yield Found(url, url, remote.reason_of_failure(error), named=True)
    else:
        if empty:
            yield Found(url, url, "there is nothing at this address", named=True)
