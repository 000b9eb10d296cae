"""Pages that are hardly Chinese: trafilatura decides what their article is.

It knows them better than a model that learned from Chinese pages; on Chinese pages it is never called.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaner.document import Block
from cleaner.stages.select.model.align import align

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
_OTHER = re.compile(r"[A-Za-zÀ-ɏͰ-ԯ֐-ۿऀ-෿฀-๿\u3041-\u30ff\uac00-\ud7a3]+")
_KANA = re.compile(r"[\u3041-\u30ff]+")
_SAMPLE = 5_000
"""Maximum length of the text that is looked at, characters."""
_LONG = 20
"""Minimum length of a block whose language tells that of the document, characters."""
_ENOUGH = 0.5
"""The share of a block's letters that must be in trafilatura's answer."""


def is_foreign(blocks: Sequence[Block]) -> bool:
    """Whether hardly any of the text is Chinese: a Latin word weighs as much as two characters.

    Code does not count where there is other text.

    >>> is_foreign([Block("An English page, with a menu: 中文")] )
    True
    >>> is_foreign([Block("用 Python 写的程序，运行在 Linux 上")])
    False
    >>> is_foreign([Block("これは日本語のページです。")])
    True
    """
    long = [block for block in blocks if len(block.text) > _LONG]
    prose = [block for block in long if not block.is_code]
    text = "\n".join(block.text for block in prose or long or blocks)[:_SAMPLE]
    han = _count(_HAN, text)
    if _count(_KANA, text) > 0.25 * han + 2:
        return True
    return len(text) - han >= 10 * han and 0.4 * _count(_OTHER, text) > 4 * han


def _count(kind: re.Pattern[str], text: str) -> int:
    """The number of characters of a kind."""
    return sum(map(len, kind.findall(text)))


def keeps(markup: str, blocks: Sequence[Block]) -> list[bool]:
    """For each block of a page whether trafilatura's article holds it."""
    import trafilatura  # a second to import

    article = trafilatura.extract(markup, include_comments=False) or ""
    return [share >= _ENOUGH for share in align([block.text for block in blocks], article)]
