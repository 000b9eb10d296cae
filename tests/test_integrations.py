"""Integrations: the guide's code, run with the real libraries."""

from __future__ import annotations

import gzip
import importlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from helpers import NEWS, ROOT

import cleaner
from cleaner import Pipeline

pytestmark = [pytest.mark.integration, pytest.mark.slow]

TABLE = {"id": [1, 2, 3], "text": [NEWS, "", NEWS]}
CLEAN = cleaner.clean(NEWS)
CLEANED = [CLEAN, "", CLEAN]
STATUS = ["ok", "empty", "ok"]


def code(tool: str) -> str:
    """The code block under a tool's heading in the guide."""
    page = (ROOT / "cleaner" / "guide" / "integrations.md").read_text(encoding="utf-8")
    found = re.search(rf"^## {re.escape(tool)}\n\n```\w+\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    assert found, f"the guide shows nothing for {tool}"
    return found[1]


def run(tool: str, **given: Any) -> dict[str, Any]:
    """Names defined after the guide's code ran on the given ones."""
    names = {"cleaner": cleaner, "pipeline": Pipeline.default(), **given}
    exec(code(tool), names)
    return names


def library(name: str) -> Any:
    if importlib.util.find_spec(name.partition(".")[0]) is None:
        pytest.skip(f"{name} is not installed")
    return importlib.import_module(name)


def test_datasets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    datasets = library("datasets")
    dataset = run("Hugging Face datasets", dataset=datasets.Dataset.from_dict(TABLE))["dataset"]
    assert dataset["text"][:] == CLEANED
    assert dataset["status"][:] == STATUS
    assert dataset["id"][:] == TABLE["id"]


def test_pandas() -> None:
    pandas = library("pandas")
    frame = run("pandas", frame=pandas.DataFrame(TABLE, index=[7, 8, 9]))["frame"]
    assert frame["text"].tolist() == CLEANED
    assert frame["status"].tolist() == STATUS
    assert frame.index.tolist() == [7, 8, 9]
    missing = run("pandas", frame=pandas.DataFrame({"text": [NEWS, None, float("nan"), NEWS.encode()]}))[
        "frame"
    ]
    assert missing["status"].tolist() == ["ok", "failed", "failed", "ok"]


def test_polars() -> None:
    polars = library("polars")
    frame = run("polars", frame=polars.DataFrame(TABLE))["frame"]
    assert frame["text"].to_list() == CLEANED
    assert frame["status"].to_list() == STATUS
    assert frame["id"].to_list() == TABLE["id"]


@pytest.fixture
def ray(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    ray = library("ray")
    library("ray.data")
    ray.init("local", num_cpus=1, include_dashboard=False, logging_level="ERROR", log_to_driver=False)
    yield ray
    ray.shutdown()


def test_ray_data(ray: Any) -> None:
    rows = [{"id": id, "text": text} for id, text in zip(*TABLE.values(), strict=True)]
    dataset = run("Ray Data", dataset=ray.data.from_items(rows))["dataset"]
    answer = sorted(dataset.take_all(), key=lambda row: row["id"])
    assert [row["text"] for row in answer] == CLEANED
    assert [row["status"] for row in answer] == STATUS


def test_pyspark(monkeypatch: pytest.MonkeyPatch) -> None:
    if not shutil.which("java"):
        pytest.skip("PySpark needs a Java runtime")
    sql = library("pyspark").sql
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    spark = sql.SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
    try:
        frame = spark.createDataFrame(list(zip(*TABLE.values(), strict=True)), "id long, text string")
        rows = run("PySpark", frame=frame)["frame"].collect()
        assert [row.text for row in rows] == CLEANED
        assert [row.status for row in rows] == STATUS
    finally:
        spark.stop()


def test_langchain() -> None:
    documents = library("langchain_core.documents")
    given = [documents.Document(page_content=text, metadata={"source": "x"}) for text in TABLE["text"]]
    answer = run("LangChain")["Cleaner"]().transform_documents(given)
    assert [document.page_content for document in answer] == [CLEAN, CLEAN]
    assert answer[0].metadata == {"source": "x"}


def test_datatrove(tmp_path: Path) -> None:
    local = library("datatrove.executor")
    documents = [
        library("datatrove.data").Document(text=text, id=str(i)) for i, text in enumerate(TABLE["text"])
    ]
    writer = library("datatrove.pipeline.writers").JsonlWriter(str(tmp_path / "out"), compression=None)
    steps = [documents, run("datatrove")["Clean"](), writer]
    local.LocalPipelineExecutor(steps, logging_dir=str(tmp_path / "logs")).run()
    (file,) = (tmp_path / "out").iterdir()
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [(line["id"], line["text"]) for line in lines] == [("0", CLEAN), ("2", CLEAN)]


def test_a_shell(tmp_path: Path) -> None:
    if not shutil.which("jq"):
        pytest.skip("jq is not installed")
    with gzip.open(tmp_path / "docs.jsonl.gz", "wt", encoding="utf-8") as file:
        for text in TABLE["text"]:
            file.write(json.dumps({"html": text}) + "\n")
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "LC_ALL": "C.UTF-8",
    }
    done = subprocess.run(
        ["sh", "-c", code("A shell")],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(done.stdout) == 2 * (len(CLEAN) + 1), done.stderr
