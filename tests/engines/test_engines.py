"""Every engine: one result per document, in order, around any failure."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from poison import CLOSE, FORK, FORK_AND_DIE, HANG, KINDS, MEMORY, SERVER, Poison, Slow

from cleaner.document import CleanerError, Document, Result
from cleaner.engines import Engine, Guard, run
from cleaner.engines.worker import Worker
from cleaner.pipeline import Pipeline, PipelineWork

GUARD = Guard(timeout=1.0, memory=500)
RAY = pytest.param("ray", marks=pytest.mark.slow)
SERIAL = pytest.param("serial", marks=pytest.mark.slow)
POISONED = PipelineWork(Pipeline((Poison(),)))


def documents(count: int = 60) -> list[Document]:
    """Harmless documents with one of each poison among them."""
    texts = [f"text {number}" for number in range(count)]
    for place, kind in enumerate(KINDS):
        texts[place * 9 + 4] = kind
    return [Document(text, id=str(number)) for number, text in enumerate(texts)]


def outcome(results: Iterable[Result]) -> list[tuple[str, ...]]:
    return [(r.document.id, r.document.text, r.status, r.error, r.stage) for r in results]


@pytest.mark.parametrize("engine", [SERIAL, "pool", RAY])
def test_poison_costs_itself_and_nothing_else(engine: Engine) -> None:
    if engine == "ray":
        pytest.importorskip("ray", reason="the ray extra is not installed")
    given = documents()
    got = list(run(POISONED, given, 2, engine=engine, guard=GUARD))
    assert [r.document.id for r in got] == [d.id for d in given]
    for document, result in zip(given, got, strict=True):
        if document.text in KINDS:
            assert result.status == "failed", document.text
            assert result.error, document.text
            assert result.stage == "poison", document.text
        else:
            assert result.document.text == document.text.upper()
    reasons = {d.text: r.error for d, r in zip(given, got, strict=True) if r.status == "failed"}
    assert "1 second" in reasons["HANG"]
    assert "SIGSEGV" in reasons["CRASH"]
    assert reasons["EXCEPTION"].startswith("ValueError: poisoned (poison.py, line ")
    assert "MemoryError" in reasons["MEMORY"]


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["pool", "ray"])
def test_engines_give_the_same(engine: Engine) -> None:
    if engine == "ray":
        pytest.importorskip("ray", reason="the ray extra is not installed")
    given = documents()
    assert outcome(run(POISONED, given, 1, engine="serial", guard=GUARD)) == outcome(
        run(POISONED, given, 3, engine=engine, guard=GUARD)
    )


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_order_holds_for_any_number_of_workers(workers: int) -> None:
    given = [Document(f"第{number}篇" * (number % 7 * 500 + 1)) for number in range(200)]
    assert [r.document.text for r in run(POISONED, given, workers, engine="pool")] == [d.text for d in given]


def test_others_run_ahead_of_a_slow_document_but_not_without_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two workers' queues hold only 70 documents of this size."""
    limit = 300
    monkeypatch.setattr("cleaner.engines.window.MAX_DOCUMENTS", limit)
    read = 0

    def reading() -> Iterator[Document]:
        nonlocal read
        yield Document("HANG")
        for _ in range(1000):
            read += 1
            yield Document("x" * 15_000)

    results = run(POISONED, reading(), 2, engine="pool", guard=Guard(timeout=2))
    assert next(iter(results)).error.startswith("timed out")
    assert 150 < read < limit + 10
    assert [result.status for result in results] == ["ok"] * 1000


def test_a_result_among_the_documents_goes_through() -> None:
    unread = Result(Document(id="2"), "failed", (), "no such file")
    tasks = [Document("a", id="1"), unread, Document("b", id="3")]
    for engine in ("serial", "pool"):
        got = list(run(POISONED, tasks, 2, engine=engine))  # type: ignore[arg-type]
        assert [r.document.id for r in got] == ["1", "2", "3"]
        assert got[1] is unread


def test_no_documents_give_no_results() -> None:
    assert list(run(POISONED, [], 2, engine="pool", guard=GUARD)) == []


def test_a_pipeline_that_cannot_travel_says_so() -> None:
    def local(document: Document) -> Document:
        return document

    stages: Any = (local,)
    with pytest.raises(CleanerError, match="another process"):
        list(run(stages[0], [Document("a")], 2, engine="pool"))


def test_a_result_that_cannot_travel_fails_alone() -> None:
    got = list(run(unsendable, [Document("a"), Document("b")], 2, engine="pool"))
    assert [r.status for r in got] == ["failed", "ok"]


def unsendable(document: Document) -> Result:
    if document.text == "a":
        document = document.noting(bad=lambda: None)
    return Result(document, "ok")


def test_many_deaths_in_a_row() -> None:
    given = [Document("CRASH" if number % 2 else "fine", id=str(number)) for number in range(40)]
    got = list(run(POISONED, given, 2, engine="pool", guard=GUARD))
    assert [r.status for r in got] == ["ok", "failed"] * 20


@pytest.mark.parametrize("engine", ["fork", "serial", "pool"])
def test_a_stage_that_starts_processes_stops_nothing(engine: Engine) -> None:
    given = [Document(text) for text in ("a", FORK, "b", FORK_AND_DIE, "c")]
    got = list(run(POISONED, given, 2, engine=engine, guard=Guard(timeout=5)))
    assert [r.status for r in got] == ["ok", "ok", "ok", "failed", "ok"]
    assert [r.document.text for r in got if r.status == "ok"] == ["A", "FORK", "B", "C"]


def test_a_stage_that_closes_the_pipe_costs_its_document() -> None:
    given = [Document(CLOSE if number % 20 == 5 else f"text {number}") for number in range(60)]
    got = list(run(POISONED, given, 2, engine="pool", guard=GUARD))
    assert [r.status == "failed" for r in got] == [d.text == CLOSE for d in given]


def test_a_fork_sets_limits_too() -> None:
    for kind, says in ((HANG, "timed out"), (MEMORY, "MemoryError")):
        (got,) = run(POISONED, [Document(kind)], engine="fork", guard=GUARD)
        assert (got.status, got.stage) == ("failed", "poison")
        assert says in got.error


def test_the_server_of_the_processes_may_die() -> None:
    given = [Document(SERVER if number == 5 else f"text {number}") for number in range(200)]
    got = list(run(POISONED, given, 2, engine="pool", guard=GUARD))
    assert [r.document.text for r in got if r.status == "ok"] == [
        d.text.upper() for d in given if d.text != SERVER or got[5].status == "ok"
    ]


def test_a_process_that_is_killed_while_it_starts_is_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    starts = []

    def start(worker: Worker) -> bool:
        started = original(worker)
        starts.append(worker)
        if len(starts) in (1, 2, 4):
            os.kill(worker.process.pid, signal.SIGKILL)
        return started

    original = Worker._has_started
    monkeypatch.setattr(Worker, "_has_started", start)
    given = [Document(f"text {number}") for number in range(50)]
    got = list(run(POISONED, given, 2, engine="pool", guard=GUARD))
    assert [r.document.text for r in got] == [d.text.upper() for d in given]


def test_a_process_that_never_starts_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def start(worker: Worker) -> bool:
        started = original(worker)
        os.kill(worker.process.pid, signal.SIGKILL)
        return started

    original = Worker._has_started
    monkeypatch.setattr(Worker, "_has_started", start)
    with pytest.raises(CleanerError, match="cannot start"):
        list(run(POISONED, [Document("a")], 2, engine="pool", guard=GUARD))


@pytest.mark.slow
def test_ray_loses_a_node_and_no_document() -> None:
    ray = pytest.importorskip("ray", reason="the ray extra is not installed")
    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "include_dashboard": False})
    lost = cluster.add_node(num_cpus=2)
    cluster.add_node(num_cpus=2)
    ray.init(address=cluster.address, log_to_driver=False, logging_level="ERROR")
    try:
        given = [Document(f"text {number}" * 200, id=str(number)) for number in range(4000)]
        work = PipelineWork(Pipeline((Slow(0.002), Poison())))
        got = []
        for result in run(work, given, 2, engine="ray", guard=GUARD):
            got.append(result.document.text)
            if len(got) == 10:
                cluster.remove_node(lost)
        assert got == [document.text.upper() for document in given]
    finally:
        ray.shutdown()
        cluster.shutdown()
