"""The inputs that a user names: files, folders, patterns, URLs and standard input."""

from __future__ import annotations

import glob
import os
import stat
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO, Any, NamedTuple

from cleaner.document import CleanerError, Document
from cleaner.io.extras import optional
from cleaner.io.formats import container_suffix, open_anything, read, whole
from cleaner.io.items import Item, Meter, Reading, reason_of, unreadable
from cleaner.io.records import jsonl

STDIN = "-"
"""The input that stands for standard input."""


class Found(NamedTuple):
    """A file among the inputs.

    - `path`: the path or URL to open, or `STDIN`;
    - `name`: its name among the inputs (see `Item.path`);
    - `error`: why it cannot be read; empty if it seems readable.
    """

    path: str
    name: str
    error: str = ""


def read_all(
    inputs: Sequence[str], reading: Reading, *, leave_out: Sequence[Path] = (), meter: Meter | None = None
) -> Iterator[Item]:
    """Yield every document of the inputs, one at a time.

    They come in the order of the inputs, inside a folder sorted by name, and inside a container in the
    order of the container. Hidden files in folders are passed over, and so is what lies in `leave_out`
    (the output). What cannot be read is an item with an error; nothing is raised for it.
    """
    return read_found(find(inputs, leave_out), reading, meter)


def read_found(found: Iterable[Found], reading: Reading, meter: Meter | None = None) -> Iterator[Item]:
    """Yield the documents of files that `find` found, in order."""
    for path, name, error in found:
        if error:
            yield unreadable(name, error)
        elif path == STDIN:
            yield from _stdin(sys.stdin.buffer, reading)
        else:
            yield from read_file(path, name, reading, meter)


def read_file(path: str, name: str, reading: Reading, meter: Meter | None = None) -> Iterator[Item]:
    """Yield the documents of one file or URL, in order, and move the meter on.

    Never raises: what cannot be opened or read is an item with an error.
    """
    origin = path if _is_url(path) else os.path.abspath(path)  # noqa: PTH100
    try:
        with open_anything(path) as stream:
            before = meter.read if meter else 0
            for item in read(stream, name, reading):
                if meter:
                    meter.read = before + _position(stream)
                yield replace(item, origin=origin + item.path.removeprefix(name))
    except Exception as error:  # remote file systems raise errors of their own
        yield unreadable(name, reason_of(error))


def find(inputs: Sequence[str], leave_out: Sequence[Path] = ()) -> Iterator[Found]:
    """Yield the files behind the inputs, in order, without reading them.

    Names are paths relative to the deepest folder that holds all local inputs. Of a pattern, matching
    files are found, but not folders: `**` finds the files in those.
    """
    base = _base([name for name in inputs if name != STDIN and not _is_url(name)])
    left_out = {os.path.realpath(path) for path in leave_out}
    for name in inputs:
        if name == STDIN:
            yield Found(STDIN, "stdin")
        elif _is_url(name):
            yield from _remote(name)
        elif _is_pattern(name):
            yield from _matching(name, base)
        elif Path(name).is_dir():
            yield from _in_folder(name, base, left_out)
        else:
            yield _local(name, base)


def is_one_document(inputs: Sequence[str], reading: Reading) -> bool:
    """Whether the inputs are a single document: one file that is not a container, or a piped page."""
    if len(inputs) != 1:
        return False
    (name,) = inputs
    if name == STDIN:
        return not reading.jsonl
    return not container_suffix(name) and Path(name).is_file()


def size_of(inputs: Sequence[str], leave_out: Sequence[Path] = ()) -> int:
    """The size of the local files behind the inputs, bytes, to estimate how long a run will take."""
    total = 0
    for path, _, error in find([name for name in inputs if not _is_url(name)], leave_out):
        if not error and path != STDIN:
            total += os.stat(path).st_size  # noqa: PTH116
    return total


def _is_url(name: str) -> bool:
    return "://" in name


def _is_pattern(name: str) -> bool:
    """Whether a name is a pattern, and not the name of a file that has such characters in it."""
    return glob.has_magic(name) and not os.path.lexists(name)


def _matching(pattern: str, base: str) -> Iterator[Found]:
    matches = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207  # a Path loses ./ and //
    if not matches:
        yield Found(pattern, pattern, "no file matches the pattern")
    for path in matches:
        if not Path(path).is_dir():
            yield _local(path, base)


def _in_folder(folder: str, base: str, left_out: set[str]) -> Iterator[Found]:
    empty = True
    for found in _walk(folder, base, left_out):
        empty = False
        yield found
    if empty:
        yield Found(folder, _name(folder, base), "the folder holds no files")


def _walk(folder: str, base: str, left_out: set[str]) -> Iterator[Found]:
    """The files below a folder, sorted by name; links to folders are not followed."""
    stack = [iter([folder])]  # of iterators rather than recursion: folders may be nested deeply
    while stack:
        path = next(stack[-1], None)
        if path is None:
            stack.pop()
        elif os.path.realpath(path) in left_out:
            continue
        elif path is not folder and not Path(path).is_dir():
            yield _local(path, base)
        elif path is folder or not Path(path).is_symlink():
            try:
                stack.append(iter(_children(path)))
            except OSError as error:
                yield Found(path, _name(path, base), reason_of(error))


def _children(folder: str) -> list[str]:
    """The paths of what lies in a folder, sorted, without hidden files."""
    with os.scandir(folder) as entries:
        names = sorted(entry.name for entry in entries if not entry.name.startswith("."))
    return [os.path.join(folder, name) for name in names]  # noqa: PTH118


def _local(path: str, base: str) -> Found:
    """A file with its name and, if it cannot be opened as a file, the reason."""
    return Found(path, _name(path, base), _trouble(path))


def _trouble(path: str) -> str:
    """Why a path cannot be opened as a file; empty if it can."""
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116
    except OSError as error:
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
    if not _is_pattern(name):
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
    name = name.replace(os.sep, "/")
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _remote(url: str) -> Iterator[Found]:
    """The files behind a URL: one, those below a folder, or those that match a pattern."""
    try:
        system, root = optional("fsspec.core").url_to_fs(url)
        paths, base = _listed(system, root)
        for path in paths:
            yield Found(system.unstrip_protocol(path), path.removeprefix(base).lstrip("/"))
    except Exception as error:  # also MissingPackageError; remote file systems raise errors of their own
        yield Found(url, url, reason_of(error))


def _listed(system: Any, root: str) -> tuple[list[str], str]:
    """The paths of the files of a remote file system, and the part that their names leave out."""
    if glob.has_magic(root):
        return sorted(system.glob(root)), root.split("*")[0].rpartition("/")[0]
    if system.isdir(root):
        return system.find(root), root.rstrip("/")
    return [root], root.rpartition("/")[0]


def _stdin(stream: IO[bytes], reading: Reading) -> Iterator[Item]:
    """The documents of standard input; what cannot be read is an item with an error."""
    try:
        if reading.jsonl:
            yield from jsonl(stream, "stdin", reading)
        else:
            yield Item(Document(data=whole(stream, reading.max_bytes), id="stdin"), "stdin")
    except (CleanerError, OSError) as error:
        yield unreadable("stdin", reason_of(error))


def _position(stream: Any) -> int:
    try:
        return int(stream.tell())
    except (OSError, ValueError, AttributeError):
        return 0
