"""The pipeline: immutable values, results in order, failures as results."""

from __future__ import annotations

import pickle
import shutil
import sys
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, ClassVar

import pytest
from helpers import NEWS, POISONED, Redact

import cleaner
from cleaner import Block, Document, Pipeline, Role
from cleaner.config import Config
from cleaner.document import Fields
from cleaner.pipeline import deciding_files


@dataclass(frozen=True)
class Shout:
    name: ClassVar[str] = "shout"

    def __call__(self, document: Document) -> Document:
        return document.replace(text=document.text + "!")


@dataclass(frozen=True)
class Broken:
    name: ClassVar[str] = "broken"

    def __call__(self, document: Document) -> Document:
        raise ZeroDivisionError("no luck")


def test_documents_and_blocks_cannot_be_changed() -> None:
    for record, field in ((Document("好"), "text"), (Block("好"), "role")):
        with pytest.raises(AttributeError):
            setattr(record, field, "坏")


def test_the_type_of_replace_has_the_fields_of_a_document() -> None:
    assert list(Fields.__annotations__) == [field.name for field in fields(Document)]


def test_a_pipeline_is_a_plain_loop_over_callables() -> None:
    assert Pipeline((Shout(), Shout()))("好").text == "好!!"


def test_a_stage_that_raises_fails_the_document_and_is_named() -> None:
    result = Pipeline((Shout(), Broken())).run("好")
    line = Broken.__call__.__code__.co_firstlineno + 1
    told = f"ZeroDivisionError: no luck (test_pipeline.py, line {line})"
    assert (result.status, result.stage, result.error) == ("failed", "broken", told)
    assert 'raise ZeroDivisionError("no luck")' in result.traceback
    assert result.document.text == "好!"


def test_calling_a_pipeline_raises_what_a_stage_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        Pipeline((Broken(),))("好")


@pytest.mark.parametrize("answer", [None, "好", 3])
def test_a_stage_that_returns_something_else_says_so(answer: object) -> None:
    def wrong(document: Document) -> object:
        return answer

    result = Pipeline((wrong,)).run("好")
    assert (result.status, result.stage) == ("failed", "wrong")
    assert result.error == f"the stage 'wrong' returned {answer!r}, and not a Document"


def test_errors_of_the_package_need_no_traceback() -> None:
    result = cleaner.explain(b"\x89PNG\r\n\x1a\n")
    assert result.error.startswith("the input is a PNG image")
    assert result.traceback == ""


def test_bytes_that_no_stage_decodes_are_an_error() -> None:
    pipeline = Pipeline((cleaner.Repair(), cleaner.Simplify()))
    result = pipeline.run("報告".encode())
    assert (result.status, result.stage) == ("failed", "decode")
    assert "Decode()" in result.error
    with pytest.raises(cleaner.ConfigError, match="Decode"):
        pipeline("報告".encode())


@pytest.mark.parametrize("source", ["報告", "", b"", Document("報告", data=b"was decoded")])
def test_what_needs_no_decoding_is_no_error(source: str | bytes | Document) -> None:
    assert Pipeline((cleaner.Simplify(),)).run(source).status in ("ok", "empty")


def test_bytes_without_any_text_are_no_error() -> None:
    for source in (b"\xef\xbb\xbf", b"  "):
        assert Pipeline.default().run(source).status == "empty"


@pytest.mark.parametrize(("verb", "wrong"), [("decode", "好"), ("repair", b"ok"), ("simplify", None)])
def test_a_function_refuses_another_type(verb: str, wrong: object) -> None:
    with pytest.raises(TypeError, match=r"is not (str|bytes)$"):
        getattr(cleaner, verb)(wrong)


def test_url_and_title_of_one_document() -> None:
    page = "新橋通車\n\n六月一日上午，東溪新橋正式通車。"
    assert cleaner.clean(page, title=False) == "六月一日上午，东溪新桥正式通车。"
    assert cleaner.clean(page).startswith("新桥通车\n")
    assert cleaner.explain(page, url="https://a.cn/1").document.metadata["url"] == "https://a.cn/1"
    assert cleaner.explain(3, url="https://a.cn/1").status == "failed"  # type: ignore[arg-type]


class TestOptions:
    def test_options_from_python(self) -> None:
        pipeline = Pipeline.default(**{"simplify.to": "keep", "layout.title": False})
        assert pipeline.stages[3] == cleaner.Simplify(to="keep")
        assert pipeline == Pipeline.from_config({"simplify": {"to": "keep"}, "layout": {"title": False}})

    def test_other_options_leave_the_pipeline_as_it_was(self) -> None:
        pipeline = Pipeline((*Pipeline.default().stages, Redact(("张三",), times=2)))
        other = pipeline.with_options(**{"redact.mark": "_", "rules.drop": "re:^广告"})
        assert other.stages[-1] == Redact(("张三",), "_", 2)
        assert other.stages[5] == cleaner.Rules(drop=("re:^广告",))
        assert pipeline.stages[-1] == Redact(("张三",), "*", 2)
        assert pipeline.with_options() == pipeline

    def test_sites_are_tables_or_sites(self) -> None:
        site = cleaner.Site("*.example.cn", keep=("re:^声明",))
        table = {"match": "*.example.cn", "keep": ["re:^声明"]}
        wanted = Pipeline.default(**{"rules.sites": [site]})
        assert (
            wanted == Pipeline.default(**{"rules.sites": [table]}) == Pipeline.from_config({"site": [table]})
        )

    @pytest.mark.parametrize(
        ("options", "told"),
        [
            ({"simplfy.to": "keep"}, "did you mean 'simplify'"),
            ({"simplify.too": "keep"}, "did you mean 'to'"),
            ({"simplify.to": "kep"}, "'kep' is not one of its values; did you mean 'keep'"),
            ({"layout.title": "no"}, "layout.title = 'no' is not true or false"),
            ({"rules.keep": 3}, "rules.keep = 3 is not a list of strings"),
            ({"rules.keep": ["re:("]}, "regular expression"),
            ({"rules.sites": [{"keep": []}]}, "rules.sites has an entry without 'match'"),
            ({"title": False}, "'title' is not of the form stage.option"),
            ({"simplify": {"to": "keep"}}, "'simplify' is not of the form stage.option"),
        ],
    )
    def test_mistakes(self, options: dict[str, object], told: str) -> None:
        with pytest.raises(cleaner.ConfigError) as error:
            Pipeline.default(**options)
        assert told in str(error.value)
        assert "`" not in str(error.value)

    def test_a_value_that_an_option_does_not_have(self) -> None:
        with pytest.raises(cleaner.ConfigError, match=r"simplify.to = 'kep' .* did you mean 'keep'"):
            Pipeline((cleaner.Simplify(to="kep"),))  # type: ignore[arg-type]
        with pytest.raises(cleaner.ConfigError, match=r"redact.mark = '#'"):
            Pipeline((Redact(mark="#"),))  # type: ignore[arg-type]

    def test_the_class_of_a_stage_is_not_a_stage(self) -> None:
        with pytest.raises(cleaner.ConfigError, match=r"write Decode\(\)"):
            Pipeline((cleaner.Decode,))


def test_map_gives_one_result_per_input_in_order() -> None:
    sources = [NEWS, "", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", NEWS]
    results = list(Pipeline.default().map(sources))
    assert [result.status for result in results] == ["ok", "empty", "failed", "ok"]
    assert "PNG" in results[2].error
    assert results[0] == results[3]


def test_map_answers_what_is_no_document() -> None:
    results = list(Pipeline.default().map([NEWS, None, NEWS]))  # type: ignore[list-item]
    assert [result.status for result in results] == ["ok", "failed", "ok"]
    assert results[1].error == "missing value"


@pytest.mark.parametrize("source", [NEWS, NEWS.encode(), Document(NEWS)])
def test_map_refuses_a_lone_document(source: str | bytes | Document) -> None:
    with pytest.raises(TypeError, match="one "):
        Pipeline.default().map(source)  # type: ignore[arg-type]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="limits need Linux")
@pytest.mark.parametrize(
    ("limit", "bad", "told"), [("timeout", "HANG", "1 second"), ("memory", "MEMORY", "Memory")]
)
def test_map_stops_what_takes_too_much(limit: str, bad: str, told: str) -> None:
    limits: dict[str, int] = {"timeout": 1} if limit == "timeout" else {"memory": 300}
    results = list(POISONED.map(["good", bad, "good"], **limits))
    assert [result.status for result in results] == ["ok", "failed", "ok"]
    assert told in results[1].error


class TestBatch:
    pipeline = Pipeline.default()

    def test_rows_and_columns_stay(self) -> None:
        table = self.pipeline.batch({"id": [1, 2], "text": [NEWS, ""]})
        assert table["id"] == [1, 2]
        assert table["status"] == ["ok", "empty"]
        assert table["title"][0] == "大会胜利闭幕"
        assert str(table["text"][0]).splitlines()[0] == "大会胜利闭幕"
        assert list(table) == ["id", "text", "title", "status", "error"]

    def test_another_column_and_another_name(self) -> None:
        table = self.pipeline.batch({"html": [NEWS.encode()]}, column="html", into="article")
        assert table["html"] == [NEWS.encode()]
        assert str(table["article"][0]).startswith("大会胜利闭幕")

    def test_bytes_become_text(self) -> None:
        assert isinstance(self.pipeline.batch({"text": [NEWS.encode("gb18030")]})["text"][0], str)

    def test_facts_and_prefix(self) -> None:
        dated = NEWS.replace("某某日报", "某某日报 2021-06-01").replace("某某日報", "某某日報 2021-06-01")
        table = self.pipeline.batch(
            {"text": [dated, ""], "title": ["mine", "too"]}, facts=("date", "author"), prefix="article_"
        )
        assert table["title"] == ["mine", "too"]
        assert table["article_title"] == ["大会胜利闭幕", ""]
        assert table["article_date"] == ["2021-06-01", None]
        assert table["article_author"] == [None, None]
        assert self.pipeline.batch({"text": [dated]}, facts="date")["date"] == ["2021-06-01"]

    def test_the_column_of_addresses_is_for_rules_of_sites(self) -> None:
        site = {"match": "*.example.cn", "keep": ["re:^来源"]}
        table = {
            "text": [NEWS, NEWS.encode(), NEWS, None],
            "url": ["https://a.example.cn/1", "https://a.example.cn/2", None, "https://a.example.cn/3"],
        }
        texts = Pipeline.from_config({"site": [site]}).batch(table)["text"]
        assert ["来源" in str(text) for text in texts] == [True, True, False, False]

    def test_missing_values_fail_alone(self) -> None:
        table = self.pipeline.batch({"text": [None, NEWS, float("nan")]})
        assert table["status"] == ["failed", "ok", "failed"]
        assert table["text"][0] == ""

    @pytest.mark.parametrize(
        ("columns", "how", "told"),
        [
            (("html", "id"), {}, "no column 'text' (argument `column`). There are: html, id"),
            (("texts",), {}, "did you mean 'texts'"),
            (("text", "title"), {}, "column 'title' already"),
            (("text", "status"), {}, "column 'status' already"),
            (("text", "my_error"), {"prefix": "my_"}, "column 'my_error' already"),
            (("text", "html"), {"into": "html"}, "column 'html' already"),
            (("text",), {"into": "title"}, "column 'title' already"),
            (("text",), {"facts": ("dat",)}, "did you mean 'date'"),
        ],
    )
    def test_mistakes_touch_nothing(self, columns: tuple[str, ...], how: Any, told: str) -> None:
        cleaned: list[Document] = []

        def note(document: Document) -> Document:
            cleaned.append(document)
            return document

        with pytest.raises(cleaner.ConfigError) as error:
            Pipeline((note,)).batch({name: [NEWS] for name in columns}, **how)
        assert told in str(error.value)
        assert not cleaned


def test_pipelines_pickle() -> None:
    pipeline = Pipeline.default()
    copy = pickle.loads(pickle.dumps(pipeline))
    assert copy == pipeline
    assert copy.fingerprint == pipeline.fingerprint


def test_the_fingerprint_covers_what_decides_about_the_output() -> None:
    package = Path(cleaner.__file__).parent
    covered = {str(path.relative_to(package)) for path in deciding_files()}
    assert {
        "document.py",
        "io/markdown/inline.py",
        "text/characters.tsv",
        "stages/select/cues/cues.txt",
    } <= covered
    assert {"stages/select/model/page.npz", "stages/decode/__init__.py"} <= covered
    assert not [name for name in covered if name.startswith(("cli/", "views/", "engines/"))]


def test_the_fingerprint_follows_the_options() -> None:
    assert Pipeline.default().fingerprint != Pipeline((Shout(),)).fingerprint


def test_explain_tells_what_every_stage_changed() -> None:
    result = cleaner.explain(NEWS)
    assert result.status == "ok"
    assert {"simplify", "select"} <= {change.stage for change in result.trace}
    dropped = [block for block in result.document.blocks if block.role is Role.METADATA]
    assert [block.text for block in dropped] == ["来源：某某日报"]


def test_explain_does_not_raise_for_bytes_that_are_no_text() -> None:
    assert cleaner.explain(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj").status == "failed"


@pytest.mark.parametrize(
    "source",
    [
        "",
        " \n\t",
        "\x00\x00",
        "\ud800",
        "<" * 5000,
        "<div>" * 20_000 + "文",
        "&#x110000;&#0;",
        "好" * 300_000,
    ],
    ids=["empty", "blank", "nul", "surrogate", "brackets", "deep", "references", "one long line"],
)
def test_bad_input_is_normal(source: str) -> None:
    assert cleaner.explain(source).status in ("ok", "empty")


BUILT_IN = Path(cleaner.__file__).parent / "stages/select/model"


def test_weights_are_read_when_the_stage_is_made(tmp_path: Path) -> None:
    shutil.copy(BUILT_IN / "page.npz", tmp_path)
    pipeline = Pipeline(Config().with_options([f"select.weights={tmp_path}"]).build())
    page = f"<html><body><p>{'江边的集市散了，人们收起摊子。' * 9}</p></body></html>"
    before = pipeline.fingerprint, pipeline(page).text
    (tmp_path / "page.npz").unlink()
    assert (pipeline.fingerprint, pipeline(page).text) == before


def test_other_weights_are_another_pipeline(tmp_path: Path) -> None:
    prints = set()
    for name in ("page.npz", "text.npz"):
        (tmp_path / name).mkdir()
        shutil.copy(BUILT_IN / name, tmp_path / name)
        prints.add(Pipeline(Config().with_options([f"select.weights={tmp_path / name}"]).build()).fingerprint)
    assert len(prints) == 2


@pytest.mark.parametrize("value", [None, float("nan")])
def test_a_missing_value_of_a_table_is_told(value: object) -> None:
    columns = Pipeline.default().batch({"text": ["正文寫在這裡。", value, "", 3]})
    assert columns["status"] == ["ok", "failed", "empty", "failed"]
    assert columns["error"] == ["", "missing value", "", "3 is neither str nor bytes nor a Document"]


@pytest.mark.parametrize("table", [["正文。"], "正文。", [{"text": "正文。"}]])
def test_what_is_not_a_table_is_told_so(table: Any) -> None:
    with pytest.raises(TypeError, match=f"this is a {type(table).__name__}: use map"):
        Pipeline.default().batch(table)
