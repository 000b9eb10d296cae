"""What decides about the output of a run, kept in `run.json`: a run that goes on says what is different."""

from __future__ import annotations

import contextlib
import json
import logging
from typing import Any

import msgspec

import cleaner
from cleaner.io.names import ACCOUNT
from cleaner.registry import options_of
from cleaner.runs.destination import Destination
from cleaner.runs.job import Job
from cleaner.stages.boilerplate import Boilerplate

SHOWN = 60
"""Maximum length of a value in a message, characters."""

log = logging.getLogger("cleaner")


def settings(job: Job) -> dict[str, Any]:
    """Options of the stages and of the run by name, as plain values."""
    stages = {
        f"{stage.name}.{option}": getattr(stage, option, None)
        for stage in job.pipeline.stages
        for option in options_of(type(stage))
    }
    given = {
        "stages": _chosen_stages(job),
        **stages,
        "--text-field": job.reading.text_field,
        "--id-field": job.reading.id_field,
        "--learn-boilerplate": job.learn_boilerplate,
        "the version of cleaner": cleaner.__version__,
    }
    plain: dict[str, Any] = json.loads(json.dumps(msgspec.to_builtins(given, enc_hook=repr)))
    return plain


def _chosen_stages(job: Job) -> list[str]:
    """The names of the stages, without those that learning boilerplate puts behind them."""
    names = [stage.name for stage in job.pipeline.stages]
    return (
        names[: names.index(Boilerplate.name)]
        if job.learn_boilerplate and Boilerplate.name in names
        else names
    )


def earlier_account(destination: Destination) -> dict[str, Any]:
    """What `run.json` tells of the earlier run; only `settings`, which are empty, if it cannot be read."""
    account: dict[str, Any] = {}
    with contextlib.suppress(OSError, ValueError):
        told = json.loads((destination.home / ACCOUNT).read_text(encoding="utf-8"))
        account = told if isinstance(told, dict) else {}
    if not isinstance(account.get("settings"), dict):
        account["settings"] = {}
    return account


def warn_of_changes(job: Job) -> None:
    """Log what differs from the earlier run: documents that depend on it are cleaned again."""
    account = earlier_account(job.destination)
    before = account["settings"]
    if not before:
        return
    changes = [
        f"{name} was {_shown(before.get(name))} and is {_shown(value)}"
        for name, value in settings(job).items()
        if value != before.get(name, value)
    ]
    if not changes and account.get("fingerprint") != job.pipeline.fingerprint and not job.learn_boilerplate:
        changes = ["the version of a library, or the code of a stage, has changed"]
    if changes:
        log.warning("%s: what an earlier run did otherwise is done again", "; ".join(changes))


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
