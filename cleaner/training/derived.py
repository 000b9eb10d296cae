"""Texts made of labelled pages, as if other tools had taken the tags away.

Texts of all kinds of pages are rare in the data, while pages are not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cleaner.stages.decode import decode
from cleaner.text.plain import written
from cleaner.training.examples import parsed
from cleaner.training.records import Record

_TEXTS = 3
"""Texts of a page that are counted as one document."""


def with_derived(records: Sequence[Record]) -> list[Record]:
    """The records, and texts made of those pages that have no texts of other tools."""
    have_texts = {record.page_id for record in records if record.form == "lines"}
    pages = [record for record in records if record.is_page and record.id not in have_texts]
    return [*records, *(text for page in pages for text in texts_of(page))]


def texts_of(page: Record) -> Iterator[Record]:
    """What tools make of a page: all of its text, most of it, its blocks; and the article alone."""
    import trafilatura

    html = page.content if isinstance(page.content, str) else decode(page.content)
    texts = {
        "all": _all_text(html),
        "recall": trafilatura.extract(html, favor_recall=True, include_comments=True) or "",
        "blocks": "\n".join(line for lines in written(parsed(html).blocks) for line in lines),
    }
    weight = page.weight / _TEXTS
    for name, text in texts.items():
        yield replace(page, id=f"{page.id}#{name}", form="derived", content=text, weight=weight)
    labels = (True,) * sum(not line.isspace() for line in page.gold.split("\n") if line)
    yield replace(page, id=f"{page.id}#gold", form="derived", content=page.gold, labels=labels, weight=weight)


def _all_text(html: str) -> str:
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(html)
    for unseen in tree.css("script, style, noscript, template"):
        unseen.decompose()
    return tree.body.text(separator="\n") if tree.body else ""
