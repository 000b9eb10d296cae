"""Invented labelled documents."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from helpers import ARTICLE_PAGE, PARAGRAPHS

from cleaner.training.records import Record, read

TITLE = "青石镇柿子熟了"
GOLD = "\n".join([TITLE, *PARAGRAPHS])
FRAME = ("首页 > 新闻", *GOLD.split("\n"), "责任编辑：某某", "Copyright © 2015 All Rights Reserved")
"""The lines of a text with what stands around its article."""


def page(number: int, **fields: Any) -> dict[str, Any]:
    """A page of a site of its own; no two have the same title."""
    name = f"{TITLE}第{number}年"
    html, gold = (text.replace(TITLE, name) for text in (ARTICLE_PAGE, GOLD))
    return {
        "id": f"page{number}",
        "site": f"site{number}",
        "html": html,
        "gold": gold,
        "genre": "news",
        **fields,
    }


def text(number: int, **fields: Any) -> dict[str, Any]:
    """A text of a site of its own."""
    return {"id": f"text{number}", "site": f"other{number}", "text": "\n".join(FRAME), "gold": GOLD, **fields}


def write(path: Path, rows: Iterable[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def records(folder: Path, *rows: dict[str, Any]) -> list[Record]:
    """The records of a file with these rows."""
    return read([write(folder / "data.jsonl", rows)])
