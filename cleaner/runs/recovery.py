"""A ledger that is damaged is set aside, and another one begun."""

from __future__ import annotations

import logging
from pathlib import Path

from cleaner.document import ConfigError
from cleaner.runs.ledger import DamagedLedgerError, Ledger, salvaged_claims, set_aside

log = logging.getLogger("cleaner")


def opened(path: Path) -> Ledger:
    """The ledger at a path; a new one in place of one that is damaged.

    The new one knows what files the run has written. All documents are cleaned again, and give the same
    bytes as before. Raises `ConfigError`, and touches nothing, if the old one does not even tell the
    files: then nobody knows which ones may be replaced.
    """
    try:
        return Ledger(path)
    except DamagedLedgerError as error:
        names = salvaged_claims(path)
        if names is None:
            raise ConfigError(
                f"{path} is damaged beyond repair ({error}): move the output of the run away, with "
                f"{path.parent}, and run it again without --resume"
            ) from error
        log.warning("the ledger is damaged (%s); all documents are cleaned again", first_line(error))
    set_aside(path)
    ledger = Ledger(path)
    for name in names:
        ledger.claim(name, "")
    return ledger


def first_line(error: Exception) -> str:
    """What an error says, without the details."""
    return str(error).partition("\n")[0]
