"""Progress: what a run says of how far it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner.cli.progress import line, number_of_documents, reporting
from cleaner.document import CleanerError
from cleaner.io.items import Meter
from cleaner.runs.account import Counts


def test_documents_are_counted_where_that_takes_no_reading(folder: Path) -> None:
    assert number_of_documents([str(folder)]) == 5
    assert number_of_documents([str(folder)], leave_out=[folder / "sub"]) == 3
    assert number_of_documents([str(folder / "a.html"), "-"]) is None
    assert number_of_documents([str(folder / "a.html"), "s3://bucket/a.html"]) is None
    (folder / "more.zip").write_bytes(b"")
    assert number_of_documents([str(folder)]) is None


def test_what_an_earlier_run_did_is_not_part_of_the_speed() -> None:
    counts = Counts(inputs=1_000, earlier=990)
    assert line(counts, 2, documents=2_000, share=0.5) == "1,000/2,000 · 5 docs/s · 0:02 left"
    assert line(Counts(inputs=7, earlier=7), 2, documents=7, share=1) == "7/7"


@pytest.mark.parametrize("quiet", [True, False])
def test_an_aborted_run_tells_how_many_are_done(quiet: bool) -> None:
    def abort(done: int, *, only_read: bool = False) -> None:
        with reporting([], [], quiet) as watch:
            for number in range(done):
                watch(Counts(inputs=number + 1, only_read=only_read), Meter())
            raise CleanerError("interrupted")

    with pytest.raises(CleanerError) as error:
        abort(298)
    assert error.value.__notes__ == ["298 documents done so far"]
    with pytest.raises(CleanerError) as error:
        abort(298, only_read=True)
    assert not hasattr(error.value, "__notes__")
    with pytest.raises(CleanerError) as error:
        abort(0)
    assert not hasattr(error.value, "__notes__")
