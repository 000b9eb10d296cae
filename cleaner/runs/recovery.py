"""A ledger that is damaged is set aside, and another one begun."""

from __future__ import annotations

import logging
from pathlib import Path

from cleaner.runs.ledger import DamagedLedgerError, Ledger, salvaged_claims, set_aside

log = logging.getLogger("cleaner")


def opened(path: Path) -> Ledger:
    """The ledger at a path; a new one in place of one that is damaged.

    The new one knows what files the run has written, as far as the old one still tells. All documents
    are cleaned again, and give the same bytes as before.
    """
    try:
        return Ledger(path)
    except DamagedLedgerError as error:
        aside = set_aside(path)
        log.warning("the ledger is damaged (%s); all documents are cleaned again", error)
    ledger = Ledger(path)
    for name in salvaged_claims(aside):
        ledger.claim(name, "")
    return ledger
