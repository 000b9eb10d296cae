"""Charset labels, as servers and pages write them."""

from __future__ import annotations

import codecs
import re

OUR_CODECS = ("big5", "hz")
"""Charsets that `codecs.read` reads in its own way."""

_LABELS = {
    "gb18030": "gb2312 gb-2312 gbk x-gbk gb18030 euc-cn cp936 ms936",
    "hz": "hz-gb-2312",
    "big5": "big5 big5-hkscs x-x-big5 cp950 ms950",
    "cp932": "shift-jis x-sjis sjis windows-31j ms932",
    "cp949": "euc-kr",
    "cp1252": "ascii us-ascii iso-8859-1 latin1 windows-1252",
    "cp874": "windows-874",
    "iso-8859-8": "iso-8859-8-i",
    "mac_cyrillic": "x-mac-cyrillic",
    "utf-8": "utf8",
    "utf-16-le": "utf-16",
}
SUPERSETS = {label: codec for codec, labels in _LABELS.items() for label in labels.split()}
"""Label to the Python codec of the superset that browsers read it as (WHATWG encoding standard)."""

_HEAD = 4096
"""Bytes of a page in which a label is looked for."""
_DECLARATION = re.compile(
    rb"""
      <meta [^>]{0,200}? charset \s*=\s* ["']? \s* ([\w.:-]{2,40})     # <meta charset="gbk">
    | <\?xml [^>]{0,100} encoding \s*=\s* ["'] ([\w.:-]{2,40})         # <?xml version="1.0" encoding="GBK"?>
    """,
    re.IGNORECASE | re.VERBOSE,
)


def python_codec(label: str) -> str:
    """The name of the Python codec for a label; empty if there is none.

    >>> python_codec("GB_2312"), python_codec("'Shift_JIS'"), python_codec("x-user-defined")
    ('gb18030', 'cp932', '')
    """
    label = label.strip().strip("\"'").lower().replace("_", "-")
    codec = SUPERSETS.get(label, label)
    if codec in OUR_CODECS:
        return codec
    try:
        return codecs.lookup(codec).name
    except (LookupError, ValueError):
        return ""


def label_inside(data: bytes) -> str:
    """The label that a page declares in its own head; empty if there is none.

    >>> label_inside(b'<html><head><meta charset="gbk">')
    'gbk'
    """
    match = _DECLARATION.search(data[:_HEAD])
    if not match:
        return ""
    return (match[1] or match[2]).decode("ascii")
