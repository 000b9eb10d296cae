"""Integrations: the guide's code, run with the real libraries."""

from __future__ import annotations

import gzip
import importlib
import json
import os
import pickle
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
    heading = rf"^##+ {re.escape(tool)}\n"
    found = re.search(rf"{heading}(?:(?!^##).)*?^```\w+\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
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


def test_a_table() -> None:
    columns = run("Tables", columns={"html": [PAGE, ""], "title": ["mine", "too"]})["columns"]
    assert columns["text"] == [ARTICLE, ""]
    assert columns["title"] == ["mine", "too"]
    assert (columns["article_title"], columns["article_date"]) == (["新桥通车", ""], ["2021-06-01", None])


def test_datasets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    datasets = library("datasets")
    dataset = run("Hugging Face datasets", dataset=datasets.Dataset.from_dict(TABLE))["dataset"]
    assert dataset["text"][:] == CLEANED
    assert dataset["status"][:] == STATUS
    assert dataset["id"][:] == TABLE["id"]
    assert dataset["date"][:] == [None] * 3
    pages = datasets.Dataset.from_dict({"text": [text.encode() for text in TABLE["text"]]})
    cleaned = pages.map(Pipeline.default().batch, batched=True, try_original_type=False)
    assert cleaned["text"][:] == CLEANED


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
    assert missing["text"].tolist()[1:3] == ["", ""]
    numbered = pandas.DataFrame({0: [1, 2, 3], "text": TABLE["text"]})
    assert run("pandas", frame=numbered)["frame"].columns.tolist() == [0, "text", "title", "status", "error"]
    with pytest.raises(cleaner.ConfigError, match=r"no column 'text' \(argument `column`\)\. There are: 0"):
        run("pandas", frame=numbered[[0]])


def test_polars() -> None:
    polars = library("polars")
    frame = run("polars", frame=polars.DataFrame(TABLE))["frame"]
    assert frame["text"].to_list() == CLEANED
    assert frame["status"].to_list() == STATUS
    assert frame["id"].to_list() == TABLE["id"]


def test_duckdb() -> None:
    connection = library("duckdb").connect()
    connection.execute("CREATE TABLE pages (id INTEGER, text VARCHAR)")
    connection.executemany("INSERT INTO pages VALUES (?, ?)", [*zip(*TABLE.values(), strict=True), (4, None)])
    assert run("DuckDB", connection=connection)["rows"] == [
        *zip(TABLE["id"], CLEANED, strict=True),
        (4, None),
    ]


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


@pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning")
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


PAGE = "<h1>新橋通車</h1><p>來源：東溪日報 2021-06-01</p><p>六月一日上午，東溪新橋正式通車。</p>"
PARAGRAPH = "六月一日上午，东溪新桥正式通车。"
ARTICLE = f"新桥通车\n{PARAGRAPH}"
BROKEN = 3
"""Content that cannot be cleaned, as of a document that is not made of text."""
FACTS = {"title": "新桥通车", "date": "2021-06-01"}


def test_langchain(caplog: pytest.LogCaptureFixture) -> None:
    document = library("langchain_core.documents").Document
    given = [document(page_content=text, metadata={"source": "x", "title": "mine"}) for text in (PAGE, "")]
    given.append(document.model_construct(page_content=BROKEN, metadata={}, id=None))
    answer = run("LangChain", documents=given)["documents"]
    assert [document.page_content for document in answer] == [ARTICLE]
    assert answer[0].metadata == {**FACTS, "title": "mine", "source": "x"}
    assert given[0].page_content == PAGE
    assert "left out: 3 is neither str nor bytes" in caplog.text


def test_rules_of_sites_see_where_documents_come_from() -> None:
    documents = library("langchain_core.documents")
    cleaner = importlib.import_module("cleaner.integrations.langchain").Cleaner
    site = {"match": "*.example.cn", "drop": ["re:^六月"]}
    pipeline = Pipeline.from_config({"site": [site]})
    for source, kept in (("https://news.example.cn/1", False), ("https://example.com", True), ("", True)):
        given = [documents.Document(page_content=PAGE, metadata={"source": source})]
        (answer,) = cleaner(pipeline).transform_documents(given)
        assert (PARAGRAPH in answer.page_content) is kept


def test_llama_index() -> None:
    schema = library("llama_index.core.schema")
    given = [schema.Document(text=text, metadata={"url": "https://a.cn/1"}) for text in (PAGE, "")]
    names = run("LlamaIndex", documents=given)
    (node,) = names["nodes"]
    assert node.get_content() == PARAGRAPH
    assert node.metadata == {**FACTS, "url": "https://a.cn/1"}
    assert node.id_ == given[0].id_
    assert given[0].text == PAGE
    (step,) = names["ingestion"].transformations
    assert type(step).from_dict(step.to_dict()) == step
    assert pickle.loads(pickle.dumps(step))([given[0]])[0].get_content() == PARAGRAPH
    assert step.fingerprint != type(step)().fingerprint


def test_haystack(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAYSTACK_TELEMETRY_ENABLED", "False")
    library("haystack")
    from haystack import Document

    given = [Document(content=text, meta={"url": "https://a.cn/1"}) for text in (PAGE, "")]
    names = run("Haystack", documents=[*given, Document(content=None)])
    (document,) = names["documents"]
    assert document.content == PARAGRAPH
    assert document.meta == {**FACTS, "url": "https://a.cn/1"}
    assert document.id != given[0].id
    saved = names["indexing"].dumps()
    loaded = type(names["indexing"]).loads(saved, allowed_modules=["cleaner.integrations.haystack"])
    (document,) = loaded.run({"cleaner": {"documents": given}})["cleaner"]["documents"]
    assert document.content == PARAGRAPH


def test_datatrove(tmp_path: Path) -> None:
    library("datatrove.executor")
    document = library("datatrove.data").Document
    writers = library("datatrove.pipeline.writers")
    given = [
        document(text=text, id=str(i), metadata={"date": "today"}) for i, text in enumerate((PAGE, "", NEWS))
    ]
    kept, dropped = (
        writers.JsonlWriter(str(tmp_path / name), compression=None) for name in ("kept", "dropped")
    )
    executor = run("datatrove", reader=given, writer=kept, dropped=dropped)["executor"]
    executor.logging_dir = library("datatrove.io").get_datafolder(str(tmp_path / "logs"))
    executor.run()
    lines = json_lines(tmp_path / "kept")
    assert [(line["id"], line["text"]) for line in lines] == [("0", ARTICLE), ("2", CLEAN)]
    assert lines[0]["metadata"] == {"title": "新桥通车", "date": "today"}
    (line,) = json_lines(tmp_path / "dropped")
    assert (line["id"], line["metadata"]["filter_reason"]) == ("1", "empty")
    assert line["metadata"]["cleaner_reason"]


def json_lines(folder: Path) -> list[dict[str, Any]]:
    (file,) = folder.iterdir()
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


SPIDER = """
import scrapy


class News(scrapy.Spider):
    name = "news"

    def parse(self, response):
        yield {"url": response.url, "text": response.body}
"""


def test_scrapy(tmp_path: Path) -> None:
    """Crawl two files with a spider and the guide's settings."""
    library("scrapy")
    (tmp_path / "news.html").write_bytes(PAGE.encode("gb18030"))
    (tmp_path / "menu.html").write_text("<p>首頁 | 新聞</p>", encoding="utf-8")
    (tmp_path / "settings.py").write_text(code("Scrapy"), encoding="utf-8")
    spider = tmp_path / "spider.py"
    urls = [(tmp_path / name).as_uri() for name in ("news.html", "menu.html")]
    spider.write_text(f"{SPIDER}\n    start_urls = {urls}\n", encoding="utf-8")
    command = [sys.executable, "-m", "scrapy", "runspider", str(spider), "-O", "items.jsonl", "-s"]
    environment = {**os.environ, "SCRAPY_SETTINGS_MODULE": "settings", "PYTHONPATH": f"{ROOT}:{tmp_path}"}
    done = subprocess.run(
        [*command, "TELNETCONSOLE_ENABLED=0"], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    lines = (tmp_path / "items.jsonl").read_text(encoding="utf-8").splitlines()
    (item,) = map(json.loads, lines)
    assert (item["text"], item["title"], item["date"]) == (PARAGRAPH, "新桥通车", "2021-06-01")
    assert "Dropped: no article: " in done.stderr


def test_scrapy_fills_only_fields_that_an_item_has() -> None:
    scrapy = library("scrapy")
    cleaner = importlib.import_module("cleaner.integrations.scrapy").Cleaner()

    class Page(scrapy.Item):  # type: ignore[misc]
        text = scrapy.Field()
        title = scrapy.Field()

    item = cleaner.process_item(Page(text=PAGE))
    assert dict(item) == {"text": ARTICLE, "title": "新桥通车"}
    assert cleaner.process_item(Page(text=PAGE, title="mine"))["title"] == "mine"
    with pytest.raises(library("scrapy.exceptions").DropItem, match="missing value"):
        cleaner.process_item(Page(title="no text"))


def test_scrapy_names_a_field_that_is_missing() -> None:
    library("scrapy")
    module = importlib.import_module("cleaner.integrations.scrapy")
    with pytest.raises(cleaner.ConfigError, match=r"no field 'text' \(CLEANER_FIELD\).*There are: url, html"):
        module.Cleaner().process_item({"url": "https://a.cn/1", "html": PAGE})
    assert module.Cleaner(field="html").process_item({"html": PAGE})["html"] == ARTICLE


def test_scrapy_says_what_does_not_fit_an_item() -> None:
    scrapy = library("scrapy")
    module = importlib.import_module("cleaner.integrations.scrapy")

    class Page(scrapy.Item):  # type: ignore[misc]
        text = scrapy.Field()

    response = library("scrapy.http").TextResponse("https://a.cn/1", body=PAGE.encode())
    with pytest.raises(cleaner.ConfigError, match=r"'text' holds a TextResponse, .*response\.body"):
        module.Cleaner().process_item({"text": response})
    with pytest.raises(cleaner.ConfigError, match=r"no field 'article' \(CLEANER_INTO\).*There are: text"):
        module.Cleaner(into="article").process_item(Page(text=PAGE))
    assert module.Cleaner(into="article").process_item({"text": PAGE})["article"] == ARTICLE


@pytest.mark.parametrize("name", ["langchain", "llama_index", "haystack", "datatrove", "scrapy"])
def test_what_is_missing_is_told(name: str) -> None:
    """Import a module where its library cannot be imported."""
    program = (
        "import sys; sys.modules |= dict.fromkeys(['langchain_core.documents', 'llama_index.core.schema', "
        "'llama_index.core.bridge.pydantic', 'haystack', 'datatrove.data', 'itemadapter']); "
        f"import cleaner.integrations.{name}"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert re.search(
        rf"MissingPackageError: .*(pip install|install the extra).*{name.replace('_', '-')}", done.stderr
    )


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
