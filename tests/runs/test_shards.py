"""Containers cleaned on a cluster."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from helpers import GUARD, POISONED, results, run

pytestmark = pytest.mark.slow


def test_a_cluster_cleans_containers_where_they_lie(tmp_path: Path) -> None:
    """A cluster writes the same bytes as one machine."""
    pytest.importorskip("ray", reason="the ray extra is not installed")
    source = tmp_path / "in"
    (source / "sub").mkdir(parents=True)
    for name in ("a.jsonl", "b.jsonl.gz", "sub/a.jsonl"):
        lines = [{"text": "CRASH" if n == 7 else f"{name} {n}", "id": n} for n in range(30)]
        data = "".join(json.dumps(line) + "\n" for line in lines).encode() + b"broken\n"
        (source / name).write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    (source / "aa.html").write_text("a page")
    (source / "bad.html").write_text("EXCEPTION")
    for engine in ("pool", "ray"):
        counts = run(
            source, tmp_path / engine / "out", "jsonl", POISONED, engine=engine, guard=GUARD, workers=2
        )
        assert (counts.inputs, counts.ok, counts.failed) == (95, 88, 7)
    one, two = (results(tmp_path / engine / "out") for engine in ("pool", "ray"))
    two = {name: data for name, data in two.items() if not name.startswith("out/shards/")}
    assert one == two
    assert (
        run(source, tmp_path / "ray" / "out", "jsonl", POISONED, engine="ray", resume=True).earlier
        == 88 + 7 - 3
    )

    (source / "sub" / "a.jsonl").unlink()
    counts = run(source, tmp_path / "ray" / "out", "jsonl", POISONED, engine="ray", resume=True)
    assert counts.inputs == 64
    left = results(tmp_path / "ray" / "out")
    assert not [name for name in left if "/sub/" in name]
    failures = left["out/quarantine/failures.jsonl"].decode().splitlines()
    assert len(failures) == counts.failed
