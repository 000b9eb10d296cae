"""Speed of `clean` on documents that the process has not seen, beside other software.

    python tests/benchmarks/speed.py [--pages PAGES.jsonl.gz] [--only pages,plain,stages,growth,start]

PAGES has one page a line, its bytes in base64 as `html_b64`, and may have its article as `gold`: F1 then
stands beside speed. Without PAGES, invented pages are used. Every document is given to each program once,
after a warm-up on others, for lines that were seen before are cheaper. The programs take turns in one
process, so that the ratios hold on a noisy machine; the times are process times.

The naive chain is `opencc(ftfy(trafilatura(page)))`; other rivals are measured where they are installed
(trafilatura, readability-lxml, resiliparse, turbohtml). The floor is what any cleaner must spend: a C
parser, ftfy on the article, conversion of the article.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cleaner
from cleaner.compiled import COMPILED
from cleaner.document import Document
from cleaner.pipeline import Pipeline
from cleaner.training.scores import page_score

WORDS = "代表大会审议通过政府工作报告指出今年以来全市上下坚持稳中求进推动产业发展民生改善教育医疗交通"
TRADITIONAL = "臺灣經濟發展與產業轉型會議討論環境變遷國際關係歷史圖書館藏書醫療資訊應用"


Page = tuple[bytes, str]
"""Bytes of a page and its article, empty if that is not known."""


def seconds(work: Callable[..., object], item: object) -> float:
    start = time.process_time()
    work(item)
    return time.process_time() - start


@dataclass
class Outcome:
    """What a program made of documents: the time of all of them, and its answers."""

    seconds: float
    answers: list[str]


def in_turn(
    works: Mapping[str, Callable[[Any], str]], warm: Sequence[Any], items: Sequence[Any]
) -> dict[str, Outcome]:
    """Time of each function over the items, after all have seen those for warming up."""
    for item in warm:
        for work in works.values():
            work(item)
    outcomes = {name: Outcome(0.0, []) for name in works}
    for item in items:
        for name, work in works.items():
            start = time.process_time()
            answer = work(item)
            outcomes[name].seconds += time.process_time() - start
            outcomes[name].answers.append(answer)
    return outcomes


def sentence(rng: random.Random, letters: str) -> str:
    return (
        "，".join("".join(rng.choices(letters, k=rng.randint(4, 12))) for _ in range(rng.randint(2, 5)))
        + "。"
    )


def invented_text(seed: int, letters: str = WORDS, paragraphs: int = 20) -> str:
    rng = random.Random(seed)
    return "\n".join("".join(sentence(rng, letters) for _ in range(4)) for _ in range(paragraphs))


def invented_page(seed: int, paragraphs: int = 20, links: int = 300) -> bytes:
    rng = random.Random(seed)
    title = "".join(rng.choices(WORDS, k=14))
    nav = "".join(
        f'<li class="nav-{i % 7}"><a href="/c/{i}.html" title="">{"".join(rng.choices(WORDS, k=2))}</a></li>'
        for i in range(links)
    )
    body = "".join(f"<p>　　{line}</p>\n" for line in invented_text(seed, paragraphs=paragraphs).splitlines())
    script = "<script>" + "var a = document.createElement('i');" * 300 + "</script>"
    return (
        f"<!DOCTYPE html><html><head><meta charset=utf-8><title>{title}_某某网</title>{script}</head><body>"
        f"<ul>{nav}</ul><h1>{title}</h1><div class=info>来源：某某网 2020-01-02</div>"
        f"<div id=content>{body}</div>"
        f"<ul>{nav}</ul><div>Copyright &copy; 2003-2020 某某网 版权所有</div></body></html>"
    ).encode()


def read_pages(path: Path | None) -> tuple[list[bytes], list[Page]]:
    """Pages to warm up with, and others to measure."""
    if path is None:
        return [invented_page(seed) for seed in range(100, 110)], [(invented_page(n), "") for n in range(20)]
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    pages = [(base64.b64decode(record["html_b64"]), record.get("gold", "")) for record in records]
    return [data for data, _ in pages[1::12]], pages[::6]


def rivals() -> dict[str, Callable[[bytes], str]]:
    """Programs that find the article of a page, those that are installed."""
    import ftfy
    import opencc
    import trafilatura

    convert = opencc.OpenCC("t2s").convert
    found: dict[str, Callable[[bytes], str]] = {
        "the naive chain": lambda page: str(convert(ftfy.fix_text(trafilatura.extract(page) or ""))),
        "trafilatura": lambda page: str(trafilatura.extract(page) or ""),
    }
    if find_spec("readability"):
        import lxml.html
        import readability

        def readable(page: bytes) -> str:
            markup = readability.Document(page.decode("utf-8", "replace")).summary()
            return str(lxml.html.fromstring(markup).text_content())

        found["readability-lxml"] = readable
    if find_spec("resiliparse"):
        from resiliparse.extract.html2text import extract_plain_text

        found["resiliparse"] = lambda page: extract_plain_text(
            page.decode("utf-8", "replace"), main_content=True
        )
    if find_spec("turbohtml"):
        import turbohtml

        found["turbohtml"] = lambda page: turbohtml.parse(page.decode("utf-8", "replace")).main_text()
    return found


def floor(page: bytes) -> Callable[[bytes], str]:
    """The least work for a page whose article is known."""
    import ftfy
    import lxml.html
    import opencc

    convert = opencc.OpenCC("t2s").convert
    markup, article = cleaner.decode(page).encode("utf-8", "replace"), cleaner.clean(page)

    def least(_: bytes) -> str:
        parser = lxml.html.HTMLParser(encoding="utf-8")
        lxml.html.document_fromstring(markup or b"<p>", parser=parser)
        return str(convert(ftfy.fix_text(article)))

    return least


def f1(answers: Sequence[str], pages: Sequence[Page]) -> str:
    """Mean F1 of answers, in Simplified Chinese, for the pages of which the article is known."""
    simplify = cleaner.simplify
    scores = [
        page_score(simplify(answer), simplify(gold), simplify(cleaner.decode(data))).f1
        for answer, (data, gold) in zip(answers, pages, strict=True)
        if gold
    ]
    return f"{sum(scores) / len(scores):.3f}" if scores else "-"


def pages(path: Path | None) -> Iterator[tuple[str, str]]:
    warm, measured = read_pages(path)
    items = [data for data, _ in measured]
    outcomes = in_turn({"cleaner": cleaner.clean, **rivals()}, warm, items)
    ours = outcomes["cleaner"].seconds
    size = sum(map(len, items)) / 1e6
    for name, outcome in outcomes.items():
        spent = outcome.seconds
        told = f"{1000 * spent / len(items):7.2f} {size / spent:7.1f} {spent / ours:7.2f}"
        yield f"pages, {name}: ms each, MB/s, times ours, F1", f"{told} {f1(outcome.answers, measured):>7}"
    least = sum(seconds(floor(data), data) for data in items)
    yield "pages: times the floor", f"{ours / least:.2f}"


def plain(_: Path | None) -> Iterator[tuple[str, str]]:
    import ftfy
    import opencc

    convert = opencc.OpenCC("t2s").convert
    works: dict[str, Callable[[str], str]] = {
        "cleaner": cleaner.clean,
        "the naive chain": lambda text: str(convert(ftfy.fix_text(text))),
    }
    for script, letters in (("Simplified", WORDS), ("Traditional", TRADITIONAL)):
        warm, items = ([invented_text(seed, letters) for seed in some] for some in (range(20), range(20, 80)))
        outcomes = in_turn(works, warm, items)
        ours, naive = outcomes["cleaner"].seconds, outcomes["the naive chain"].seconds
        size = sum(len(item.encode()) for item in items) / 1e6
        yield f"plain, {script}: MB/s", f"{size / ours:.1f}"
        yield f"plain, {script}: times as fast as the naive chain", f"{naive / ours:.1f}"


def stages(path: Path | None) -> Iterator[tuple[str, str]]:
    """Time of each stage."""
    warm, measured = read_pages(path)
    texts = [invented_text(seed) for seed in range(80)]
    for kind, before, items in (
        ("pages", warm, [data for data, _ in measured]),
        ("plain", texts[:20], texts[20:]),
    ):
        for item in before:
            cleaner.clean(item)
        spent = dict.fromkeys((stage.name for stage in Pipeline.default().stages), 0.0)
        for item in items:
            document = Document.of(item)
            for stage in Pipeline.default().stages:
                start = time.process_time()
                document = stage(document)
                spent[stage.name] += time.process_time() - start
        total = sum(len(item if isinstance(item, bytes) else item.encode()) for item in items) / 1e6
        for name, time_taken in spent.items():
            rate = f"{total / time_taken:.0f}" if time_taken else "-"
            yield f"{kind}, {name}: ms each (MB/s)", f"{1000 * time_taken / len(items):.2f} ({rate})"


def growth(_: Path | None) -> Iterator[tuple[str, str]]:
    """Time on a page and on one ten times as long, and on pathological pages."""
    small, large = (invented_page(1, paragraphs=p, links=n) for p, n in ((900, 3000), (9000, 30000)))
    cleaner.clean(invented_page(2, paragraphs=900, links=3000))
    ratio = seconds(cleaner.clean, large) / seconds(cleaner.clean, small)
    yield f"growth: {len(large) / 1e6:.0f} MB page over {len(small) / 1e6:.1f} MB page", f"{ratio:.1f}"
    text = sentence(random.Random(1), WORDS)
    for name, page in (
        ("60,000 sibling divs", "<body>" + f"<div>{text}</div>" * 60_000),
        ("20,000-deep nesting", "<body>" + "<div>" * 20_000 + text),
        ("one line of 20 MB", (text * 400_000)[:6_600_000]),
        ("100,000 links", "<body>" + "<a href=x>某某链接</a>" * 100_000),
    ):
        yield f"growth: {name}, s", f"{seconds(cleaner.clean, page.encode()):.1f}"
    yield "peak memory, MB", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}"


def start(_: Path | None) -> Iterator[tuple[str, str]]:
    def wall(*arguments: str) -> float:
        times = []
        for _ in range(7):
            begin = time.perf_counter()
            subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
            times.append(time.perf_counter() - begin)
        return 1000 * sorted(times)[len(times) // 2]

    bare = wall("-c", "pass")
    yield "start: bare Python, ms", f"{bare:.0f}"
    yield "start: import cleaner over bare Python, ms", f"{wall('-c', 'import cleaner') - bare:.0f}"
    yield "start: cleaner --help, ms", f"{wall('-m', 'cleaner', '--help'):.0f}"
    yield "start: a worker is ready, ms", f"{wall('-c', 'import cleaner.preload') - bare:.0f}"


PARTS = {part.__name__: part for part in (pages, plain, stages, growth, start)}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=Path)
    parser.add_argument("--only", default=",".join(PARTS))
    options = parser.parse_args()
    print(f"{'compiled':56} {'yes' if COMPILED else 'no'}")
    for name in options.only.split(","):
        for figure, value in PARTS[name](options.pages):
            print(f"{figure:56} {value}", flush=True)


if __name__ == "__main__":
    main()
