"""A program that uses every public name, for type checkers: see `test_package`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, assert_type

import cleaner


@dataclass(frozen=True)
class Redact:
    """A stage with options."""

    name: ClassVar[str] = "redact"
    words: tuple[str, ...] = ()

    def __call__(self, document: cleaner.Document) -> cleaner.Document:
        text = document.text
        for word in self.words:
            text = text.replace(word, "某人")
        return document.replace(text=text)


def shout(document: cleaner.Document) -> cleaner.Document:
    """A stage that is a function."""
    return document.replace(text=f"{document.text}!").noting(author="某人")


def functions(source: cleaner.Source) -> None:
    """The functions of the package."""
    text = assert_type(cleaner.clean(source, url="https://news.example.cn/1", title=False), str)
    text = assert_type(cleaner.repair(text), str) + assert_type(cleaner.simplify(text), str)
    text += assert_type(cleaner.decode(b""), str)
    result = assert_type(cleaner.explain(source, url="https://news.example.cn/1"), cleaner.Result)
    print(text, result.status, result.error, result.stage, result.seconds, result.traceback)


def results(result: cleaner.Result) -> Iterator[str]:
    """What a result holds."""
    document = assert_type(result.document, cleaner.Document)
    metadata = assert_type(document.metadata, cleaner.Metadata)
    yield metadata.get("date", "") + metadata.get("charset", "") + str(metadata.get("repairs", {}))
    yield assert_type(cleaner.markdown(document), str)
    for block in document.blocks:
        yield kind_of(block)
    for change in result.trace:
        yield told(change)


def kind_of(block: cleaner.Block) -> str:
    """A block in words."""
    kept = block.kept and block.role is not cleaner.Role.TITLE
    changed = block.as_role(cleaner.Role.BODY, "mine").with_text(block.text)
    return f"{changed.role} {changed.reason} {block.tag} {kept}"


def told(change: cleaner.Change) -> str:
    """A change in words."""
    return f"{change.stage}: {change.before} {change.after} {change.kind} {change.place}"


def pipelines() -> Iterator[cleaner.Pipeline]:
    """Pipelines, made in every way there is."""
    stages: tuple[cleaner.Stage, ...] = (
        cleaner.Decode(),
        cleaner.Repair(),
        cleaner.Parse(),
        cleaner.Simplify(to="keep", protect=("乾安县",)),
        cleaner.Select(comments="keep"),
        cleaner.Rules(keep=("re:^责任编辑",), sites=(cleaner.Site("*.example.cn", drop=("css:.share",)),)),
        cleaner.Layout(title=False),
        Redact(("张三",)),
    )
    yield cleaner.Pipeline(stages)
    yield cleaner.Pipeline((*stages, shout))
    yield cleaner.Pipeline([shout, lambda document: document])
    yield cleaner.Pipeline.default(**{"simplify.to": "keep"})
    yield cleaner.Pipeline.from_config("cleaner.toml")
    yield cleaner.Pipeline.from_config({"simplify": {"to": "keep"}})


def work(pipeline: cleaner.Pipeline, sources: list[str | bytes]) -> None:
    """What a pipeline can do."""
    pipeline = assert_type(pipeline.with_options(**{"layout.title": False}), cleaner.Pipeline)
    document = assert_type(pipeline(sources[0]), cleaner.Document)
    print(document.text, document.title, document.id, pipeline.fingerprint, pipeline.stages[0].name)
    for result in pipeline.map(sources, workers=2, timeout=10, memory=500):
        print(assert_type(result, cleaner.Result).document.text)
    table = pipeline.batch({"id": [1], "html": sources}, "html", into="text", facts=("date",), prefix="my_")
    print(
        assert_type(table["my_status"], list[object]),
        assert_type(pipeline.run(document).status == "ok", bool),
    )


def main() -> None:
    """Tell errors apart."""
    try:
        for pipeline in pipelines():
            work(pipeline, ["好", b"ok"])
    except cleaner.NotTextError as error:
        print(error)
    except cleaner.ConfigError as error:
        sys.exit(str(error))
    except cleaner.MissingPackageError as error:
        sys.exit(str(error))
    except cleaner.CleanerError as error:
        raise SystemExit(2) from error
