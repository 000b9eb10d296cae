"""Speed of `clean`, beside the naive chain of three libraries and a floor.

    python tests/benchmarks/speed.py [--pages PAGES.jsonl.gz] [--only pages,plain,stages,growth,start]

PAGES has one page a line, its bytes in base64 as `html_b64`; without it, invented pages are used.
Everything is measured in one process and in turn, so that the ratios hold on a noisy machine; the
times are process times. The naive chain is `opencc(ftfy(trafilatura(page)))`; the floor is what
any cleaner must spend: a C parser, ftfy on the article, conversion of the article.
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
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import cleaner
from cleaner.document import Document
from cleaner.pipeline import Pipeline

WORDS = "代表大会审议通过政府工作报告指出今年以来全市上下坚持稳中求进推动产业发展民生改善教育医疗交通"
TRADITIONAL = "臺灣經濟發展與產業轉型會議討論環境變遷國際關係歷史圖書館藏書醫療資訊應用"


def seconds(work: Callable[[Any], object], items: Iterable[Any]) -> float:
    start = time.process_time()
    for item in items:
        work(item)
    return time.process_time() - start


def in_turn(items: list[Any], *works: Callable[[Any], object], rounds: int = 3) -> list[float]:
    """Least time of each function over the items; the functions take turns."""
    best = [float("inf")] * len(works)
    for _ in range(rounds):
        spent = [0.0] * len(works)
        for item in items:
            for number, work in enumerate(works):
                spent[number] += seconds(work, [item])
        best = [min(pair) for pair in zip(best, spent, strict=True)]
    return best


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


def read_pages(path: Path | None) -> list[bytes]:
    if path is None:
        return [invented_page(seed) for seed in range(20)]
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [base64.b64decode(json.loads(line)["html_b64"]) for line in lines][::6]


def pages(path: Path | None) -> Iterator[tuple[str, str]]:
    import ftfy
    import lxml.html
    import opencc
    import trafilatura

    convert = opencc.OpenCC("t2s").convert
    items = read_pages(path)
    texts = {data: cleaner.decode(data) for data in items}
    articles = {data: cleaner.clean(data) for data in items}

    def chain(data: bytes) -> str:
        return str(convert(ftfy.fix_text(trafilatura.extract(data) or "")))

    def floor(data: bytes) -> str:
        lxml.html.document_fromstring(
            texts[data].encode() or b"<p>", parser=lxml.html.HTMLParser(encoding="utf-8")
        )
        return str(convert(ftfy.fix_text(articles[data])))

    ours, naive, least = in_turn(items, cleaner.clean, chain, floor)
    size = sum(map(len, items)) / 1e6
    yield "pages: ms a page", f"{1000 * ours / len(items):.1f}"
    yield "pages: MB/s", f"{size / ours:.1f}"
    yield "pages: times as fast as the naive chain", f"{naive / ours:.1f}"
    yield "pages: times the floor", f"{ours / least:.2f}"


def plain(_: Path | None) -> Iterator[tuple[str, str]]:
    import ftfy
    import opencc

    convert = opencc.OpenCC("t2s").convert
    for name, letters in (("Simplified", WORDS), ("Traditional", TRADITIONAL)):
        items = [invented_text(seed, letters) for seed in range(60)]
        ours, naive = in_turn(items, cleaner.clean, lambda text: convert(ftfy.fix_text(text)))
        size = sum(len(item.encode()) for item in items) / 1e6
        yield f"plain, {name}: MB/s", f"{size / ours:.1f}"
        yield f"plain, {name}: times as fast as ftfy and opencc", f"{naive / ours:.1f}"


def stages(path: Path | None) -> Iterator[tuple[str, str]]:
    """Time of each stage."""
    for kind, items in (("pages", read_pages(path)), ("plain", [invented_text(seed) for seed in range(60)])):
        documents = [Document.of(item) for item in items]
        total = sum(len(item if isinstance(item, bytes) else item.encode()) for item in items) / 1e6
        for stage in Pipeline.default().stages:
            seconds(stage, documents)  # tables loaded
            spent = min(seconds(stage, documents) for _ in range(3))
            yield (
                f"{kind}, {stage.name}: ms a document (MB/s)",
                f"{1000 * spent / len(items):.2f} ({total / spent:.0f})",
            )
            documents = [stage(document) for document in documents]


def growth(_: Path | None) -> Iterator[tuple[str, str]]:
    """Time on a page and on one ten times as long, and on pathological pages."""
    small, large = (invented_page(1, paragraphs=p, links=n) for p, n in ((900, 3000), (9000, 30000)))
    cleaner.clean(small)
    ratio = seconds(cleaner.clean, [large]) / min(seconds(cleaner.clean, [small]) for _ in range(3))
    yield f"growth: {len(large) / 1e6:.0f} MB page over {len(small) / 1e6:.1f} MB page", f"{ratio:.1f}"
    text = sentence(random.Random(1), WORDS)
    for name, page in (
        ("60,000 sibling divs", "<body>" + f"<div>{text}</div>" * 60_000),
        ("20,000-deep nesting", "<body>" + "<div>" * 20_000 + text),
        ("one line of 20 MB", (text * 400_000)[:6_600_000]),
        ("100,000 links", "<body>" + "<a href=x>某某链接</a>" * 100_000),
    ):
        yield f"growth: {name}, s", f"{seconds(cleaner.clean, [page.encode()]):.1f}"
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


PARTS = {part.__name__: part for part in (pages, plain, stages, growth, start)}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=Path)
    parser.add_argument("--only", default=",".join(PARTS))
    options = parser.parse_args()
    for name in options.only.split(","):
        for figure, value in PARTS[name](options.pages):
            print(f"{figure:56} {value}", flush=True)


if __name__ == "__main__":
    main()
