"""What a run must not touch, and what is wrong with it before it starts."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from helpers import SIMPLE, run, tree

from cleaner.document import ConfigError
from cleaner.io.items import Reading
from cleaner.pipeline import Pipeline
from cleaner.stages.rules import Rules, Site


def test_an_output_that_is_holds_or_links_to_an_input(folder: Path, records: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(folder)
    (tmp_path / "linked.jsonl").symlink_to(records)
    (tmp_path / "home.jsonl.run").mkdir()
    (tmp_path / "home.jsonl.run" / "page.html").write_text("一页。", encoding="utf-8")
    before = tree(tmp_path)
    for inputs, output in (
        (folder, folder),
        (folder, tmp_path),
        (folder, folder / "sub" / "deeper"),
        (folder, tmp_path / "link"),
        (tmp_path / "link", folder / "out"),
        (folder / "sub" / "a.html", folder),
        (records, records),
        (records, tmp_path / "linked.jsonl"),
        (tmp_path / "linked.jsonl", records),
        (tmp_path / "home.jsonl.run" / "page.html", tmp_path / "home.jsonl"),
        (tmp_path / "**" / "*.html", folder),
        (f"file://{folder}", folder / "out"),
    ):
        for how in ({}, {"overwrite": True}):
            with pytest.raises(ConfigError):
                run(inputs, output, **how)
            assert tree(tmp_path) == before, (inputs, output)


def test_an_input_that_links_to_an_earlier_output_is_not_lost(folder: Path, tmp_path: Path) -> None:
    run(folder, tmp_path / "out")
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "linked.txt").symlink_to(tmp_path / "out" / "a.txt")
    before = tree(tmp_path / "out")
    with pytest.raises(ConfigError, match="written to"):
        run(tmp_path / "more", tmp_path / "out", overwrite=True)
    assert tree(tmp_path / "out") == before


def test_an_output_beside_the_inputs_is_fine(folder: Path, tmp_path: Path) -> None:
    """A pattern names files, not the folder that they lie in."""
    assert run(folder / "*.html", folder / "clean").ok == 1
    assert run(folder / "**" / "*", folder / "clean", resume=True).ok == 3


def test_overwrite_spares_files_that_no_run_has_written(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(folder / "sub", out)
    (out / "a.txt").unlink()
    (out / "a.txt").mkdir()
    (out / "a.txt" / "mine").write_text("mine")
    (out / "empty.txt").write_text("mine")
    (out / "quarantine").mkdir()
    (out / "quarantine" / "junk.png").write_text("mine")
    run(folder, out, overwrite=True)
    mine = [name for name, data in tree(out).items() if data == b"mine"]
    assert mine == ["a.txt/mine", "empty.txt", "quarantine/junk.png"]
    assert (out / "empty~2.txt").read_bytes() == b""
    assert (out / "quarantine" / "junk~2.png").read_bytes() == (folder / "junk.png").read_bytes()


def test_no_file_is_written_or_removed_through_a_link(folder: Path, tmp_path: Path) -> None:
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    run(folder, out)
    elsewhere.mkdir()
    (elsewhere / "a.txt").write_text("mine")
    for path in (out / "sub").iterdir():
        path.unlink()
    (out / "sub").rmdir()
    (out / "sub").symlink_to(elsewhere)
    (out / ".a.txt.partial").symlink_to(elsewhere / "a.txt")
    (out / "a.txt").unlink()
    (out / "a.txt").symlink_to(elsewhere / "a.txt")
    run(folder, out, resume=True)
    assert tree(elsewhere) == {"a.txt": b"mine"}
    assert (out / "sub~" / "b.txt").is_file()
    assert not (out / "a.txt").is_symlink()
    run(folder, out, overwrite=True)
    assert tree(elsewhere) == {"a.txt": b"mine"}


@pytest.mark.parametrize("name", ["ledger.sqlite", "run.json", "quarantine", "duplicates.jsonl"])
def test_a_link_in_place_of_a_file_of_the_run(name: str, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(folder, out)
    if (out / name).exists():
        (out / name).rename(tmp_path / "moved")
    (out / name).symlink_to(tmp_path / "moved")
    before = tree(tmp_path)
    for how in ({"resume": True}, {"overwrite": True}):
        with pytest.raises(ConfigError, match="a link"):
            run(folder, out, **how)
    assert tree(tmp_path) == before


def test_nothing_is_removed_before_the_inputs_are_listed(folder: Path, tmp_path: Path) -> None:
    run(folder, tmp_path / "out")
    before = tree(tmp_path / "out")
    with pytest.raises(ConfigError, match="missing"):
        run((folder, tmp_path / "missing"), tmp_path / "out", overwrite=True)
    assert tree(tmp_path / "out") == before


def test_the_output_of_an_earlier_run_is_no_input(folder: Path, records: Path, tmp_path: Path) -> None:
    run(folder, tmp_path / "out")
    run(records, tmp_path / "all.jsonl")
    with pytest.raises(ConfigError, match="earlier run"):
        run(tmp_path / "out", tmp_path / "again")
    counts = run(tmp_path / "*", tmp_path / "two" / "out")
    assert counts.inputs == 300  # the records of docs.jsonl
    assert run(tmp_path / "out" / "*.txt", tmp_path / "three").inputs == 2
    (tmp_path / "four").mkdir()
    for name in ("out", "all.jsonl", "all.jsonl.run", "in"):
        (tmp_path / name).rename(tmp_path / "four" / name)
    counts = run(tmp_path / "four", tmp_path / "five")
    assert counts.inputs == 5
    assert counts.skipped["outputs of earlier runs"] == 3


def test_records_without_the_field_of_the_text(records: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no field 'html'.*there: id, n, text"):
        run(records, tmp_path / "out", reading=Reading(text_field="html"))
    assert not (tmp_path / "out").exists()
    lines = records.read_text(encoding="utf-8").splitlines()
    lines[:50] = ['{"body": "x"}'] * 50
    records.write_text("\n".join(lines), encoding="utf-8")
    counts = run(records, tmp_path / "out")
    assert (counts.failed, counts.ok) == (50, 250)


def test_packages_that_are_not_installed(
    records: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> object:
        raise ImportError(name)

    monkeypatch.setattr("cleaner.io.extras.import_module", missing)
    for inputs, output in (
        (records, "all.parquet"),
        (tmp_path / "in.parquet", "out"),
        (tmp_path / "in.jsonl.zst", "out"),
    ):
        if not inputs.exists():
            inputs.write_bytes(b"")
        with pytest.raises(ConfigError, match="pip install"):
            run(inputs, tmp_path / output)
        assert not (tmp_path / output).exists()
        assert not (tmp_path / f"{output}.run").exists()


def test_a_rule_for_a_site_that_is_not_there(
    folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    pipeline = Pipeline((*SIMPLE.stages, Rules(sites=(Site("sub/"), Site("*.example.cn")))))
    run(folder, tmp_path / "out", pipeline=pipeline)
    assert [text for text in caplog.messages if "[[site]]" in text] == [
        "no input belongs to the [[site]] '*.example.cn' of the configuration"
    ]


def test_what_is_passed_over_is_counted(folder: Path, tmp_path: Path) -> None:
    (folder / ".hidden").write_text("x")
    (folder / ".git").mkdir()
    (folder / "up").symlink_to(folder)
    counts = run(folder, tmp_path / "out")
    assert (counts.inputs, counts.skipped) == (5, {"hidden files and folders": 2, "links to folders": 1})
    account = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert account["skipped"] == dict(counts.skipped)


def test_a_report_does_not_replace_files_that_are_none(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "data.json").write_text("mine")
    for report in (tmp_path / "data.html", tmp_path / "out" / "run.json", folder / "a.html"):
        with pytest.raises(ConfigError):
            run(folder, tmp_path / "out", report=report)
    run(folder, tmp_path / "out", report=tmp_path / "report.html")


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_an_output_without_permission(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir(mode=0o500)
    with pytest.raises(ConfigError, match="cannot be written"):
        run(folder, tmp_path / "locked" / "out")
