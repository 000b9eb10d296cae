"""What can be known to be wrong with a run before it starts, while nothing has been written."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

from cleaner.document import ConfigError, MissingPackageError
from cleaner.io.finding import STDIN, Found, find, is_output, is_pattern
from cleaner.io.formats import check_packages, container_suffix
from cleaner.io.items import Item, Meter, Reading
from cleaner.io.records import FIRST_RECORDS, missing_field
from cleaner.io.remote import is_url, local_path
from cleaner.io.sources import read_file
from cleaner.runs.destination import RUN_FILES
from cleaner.runs.job import Job
from cleaner.stages.rules import Rules
from cleaner.stages.rules.patterns import is_of_site

RECORDS = (".jsonl", ".ndjson", ".parquet")
"""Suffixes of containers whose records have fields."""

log = logging.getLogger("cleaner")


def check(job: Job) -> None:
    """Raise `ConfigError` for what would make a run fail, or replace an input.

    Nothing is written. A rule for a site that no input belongs to is a warning.
    """
    destination = job.destination
    _check_differs(job.inputs, destination.output)
    destination.check(continues=job.continues, overwrite=job.overwrite)
    _check_report(job)
    written = [destination.output, destination.home, *_report_files(job.report)]
    _check_installed(destination.output.name if destination.single else f"x.{destination.format}")
    if job.overwrite and job.continues:
        raise ConfigError("--overwrite begins anew and --resume goes on: name one of them")
    if job.learn_boilerplate and all(stage.name != "layout" for stage in job.pipeline.stages):
        raise ConfigError("learning boilerplate needs the stage layout")
    if job.engine == "ray" and find_spec("ray") is None:
        raise ConfigError(str(MissingPackageError("the ray engine", "ray")))
    check_inputs(job.inputs, job.reading, written, _sites(job))


def check_inputs(
    inputs: Sequence[str], reading: Reading, written: Sequence[Path] = (), sites: Sequence[str] = ()
) -> None:
    """Raise `ConfigError` for inputs that are not there, cannot be read here, or lie in what is written.

    The files behind the inputs are listed once for this.
    """
    _check_folders(inputs, written)
    places, folders = {os.path.realpath(path) for path in written}, dict[str, str]()
    unmatched, suffixes, records = set(sites), set[str](), list[Found]()
    for found in find(inputs):
        if found.error and found.named:
            raise ConfigError(f"{found.path}: {found.error}")
        if found.error or found.skipped:
            continue
        suffix = _suffixes(found.name)
        suffixes.add(suffix)
        if len(records) < FIRST_RECORDS and container_suffix(suffix) in RECORDS:
            records.append(found)
        if places and not is_url(found.path) and found.path != STDIN:
            _check_place(found.path, places, folders)
        if unmatched:
            unmatched = {site for site in unmatched if not _may_match(site, found)}
    for suffix in sorted(suffixes):
        _check_installed(suffix)
    _check_field(records, reading)
    for site in sites:
        if site in unmatched:
            log.warning("no input belongs to the [[site]] %r of the configuration", site)


def _check_differs(inputs: Sequence[str], output: Path) -> None:
    """Raise `ConfigError` if the output is one of the inputs."""
    place = os.path.realpath(output)
    for name in map(local_path, inputs):
        if name != STDIN and not is_url(name) and os.path.realpath(name) == place:
            raise ConfigError(f"{name} is the input, and would be the output too: write elsewhere")


def _check_folders(inputs: Sequence[str], written: Sequence[Path]) -> None:
    """Raise `ConfigError` if what is written lies in an input folder, or if an input is an earlier output."""
    for name in map(local_path, inputs):
        if name == STDIN or is_url(name) or is_pattern(name) or not Path(name).is_dir():
            continue
        if is_output(name):
            raise ConfigError(
                f"{name} is the output of an earlier run. To clean its texts once more, name them: "
                f"'{name}/**/*.txt'"
            )
        folder = os.path.realpath(name)
        for path in written:
            if _is_below(os.path.realpath(path), folder):
                raise ConfigError(f"{path} lies in the input {name}: write to a place outside of it")


def _check_place(path: str, places: set[str], folders: dict[str, str]) -> None:
    """Raise `ConfigError` if a file among the inputs is, or lies in, one of the places.

    `folders` remembers the real paths of folders.
    """
    folder, name = os.path.split(path)
    if folder not in folders:
        folders[folder] = os.path.realpath(folder)
    real = os.path.realpath(path) if Path(path).is_symlink() else os.path.join(folders[folder], name)  # noqa: PTH118
    for place in places:
        if _is_below(real, place):
            raise ConfigError(f"the input {path} lies in {place}, which is written to: write elsewhere")


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _report_files(report: Path | None) -> list[Path]:
    """The files and folders of a report."""
    if report is None:
        return []
    return [report, report.with_suffix(".json"), report.with_name(f"{report.stem}-documents")]


def _check_report(job: Job) -> None:
    """Raise `ConfigError` if a report would replace files of the run, or others that are no report."""
    files = _report_files(job.report)
    home, output = job.destination.home, job.destination.output
    ours = {os.path.realpath(path) for path in (output, *(home / name for name in RUN_FILES))}
    for path in files:
        if os.path.realpath(path) in ours:
            raise ConfigError(f"the report would replace {path}, a file of the run: name it otherwise")
    if files and not files[0].exists():
        for path in files[1:]:
            if os.path.lexists(path):
                raise ConfigError(f"the report would replace {path}: name it otherwise")


def _check_installed(name: str) -> None:
    try:
        check_packages(name)
    except MissingPackageError as error:
        raise ConfigError(str(error)) from error


def _suffixes(name: str) -> str:
    """What of a name decides which packages are needed."""
    return ".".join(["x", *name.lower().rsplit(".", 2)[1:]])


def _sites(job: Job) -> list[str]:
    """The sites that rules are given for."""
    return [site.match for stage in job.pipeline.stages if isinstance(stage, Rules) for site in stage.sites]


def _may_match(site: str, found: Found) -> bool:
    """Whether documents of an input may belong to a site; what is in a container may be from anywhere."""
    if found.path == STDIN or container_suffix(found.name):
        return True
    place = found.path if is_url(found.path) else os.path.abspath(found.path)  # noqa: PTH100
    return is_of_site(site, place)


def _check_field(files: Sequence[Found], reading: Reading) -> None:
    """Raise `ConfigError` if the first records all lack the field of the text, or of the id that was named.

    The error tells the fields there are.
    """
    reading = replace(reading, fields=reading.id_field != Reading.id_field)
    first = list[Item]()
    for item in islice(_records(files, reading), FIRST_RECORDS):
        first.append(item)
        if not missing_field(first, reading):
            return
    if first:
        raise ConfigError(f"{first[0].container}: {missing_field(first, reading)}")


def _records(files: Sequence[Found], reading: Reading) -> Iterator[Item]:
    for found in files:
        yield from read_file(found.path, found.name, reading, Meter())
