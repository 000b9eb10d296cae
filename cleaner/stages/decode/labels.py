"""Charset labels, as servers and pages write them."""

from __future__ import annotations

import codecs
import re

OUR_CODECS = ("big5", "hz")
"""Charsets that `codecs.read` reads in its own way."""

_LABELS = {
    "gb18030": "gb2312 gb-2312 gb-2312-80 gbk x-gbk gb18030 chinese csgb2312 csiso58gb231280 iso-ir-58 "
    "euc-cn cp936 ms936 windows-936",
    "hz": "hz-gb-2312",
    "big5": "big5 big5-hkscs cn-big5 csbig5 x-x-big5 big5-eten cp950 ms950 windows-950",
    "cp932": "shift-jis x-sjis sjis csshiftjis ms-kanji windows-31j ms932",
    "cp949": "euc-kr cseuckr csksc56011987 iso-ir-149 korean ks-c-5601-1987 ks-c-5601-1989 ksc5601 ksc-5601 "
    "uhc windows-949",
    "cp1252": "ascii us-ascii iso-8859-1 latin1 l1 iso-ir-100 windows-1252 x-cp1252 ansi",
    "cp1250": "x-cp1250",
    "cp1251": "x-cp1251",
    "cp1254": "iso-8859-9 latin5 l5 windows-1254 x-cp1254",
    "cp874": "tis-620 iso-8859-11 dos-874 windows-874",
    "iso8859-8": "iso-8859-8-i logical",
    "mac-roman": "macintosh x-mac-roman",
    "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "koi8-r": "koi8-r koi koi8 cskoi8r",
    "koi8-u": "koi8-ru",
    "cp866": "ibm866 csibm866",
    "utf-8": "utf8 unicode-1-1-utf-8 x-unicode20utf8 utf-8-sig",
    "utf-16-le": "utf-16 utf16 ucs-2 unicode iso-10646-ucs-2 csunicode unicodefeff",
    "utf-16-be": "unicodefffe",
}
SUPERSETS = {label: codec for codec, labels in _LABELS.items() for label in labels.split()}
"""Label to the Python codec of the superset that browsers read it as (WHATWG encoding standard).

Labels that differ in `_` and `-` only are listed once.
"""
CODECS = frozenset(
    [
        *_LABELS,
        *(f"cp{number}" for number in range(1250, 1259)),
        *(f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)),
        *("euc_jp", "iso2022_jp", "iso2022_jp_ext", "iso2022_kr", "johab", "utf-32-le", "utf-32-be"),
    ]
)
"""The codecs that a text may be in. Python has others, which are no charsets (`base64`, `idna`, `rot13`)."""

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

    >>> python_codec("GB_2312"), python_codec("'Shift_JIS'"), python_codec("KS_C_5601-1987")
    ('gb18030', 'cp932', 'cp949')
    >>> python_codec("x-user-defined"), python_codec("base64")
    ('', '')
    """
    label = label.strip().strip("\"'").lower().replace("_", "-")
    codec = SUPERSETS.get(label, label)
    if codec in OUR_CODECS:
        return codec
    try:
        name = codecs.lookup(codec).name
    except (LookupError, ValueError):
        return ""
    return name if name in CODECS else ""


def label_inside(data: bytes) -> str:
    """The label that a page declares in its own head; empty if there is none.

    >>> label_inside(b'<html><head><meta charset="gbk">')
    'gbk'
    """
    match = _DECLARATION.search(data[:_HEAD])
    if not match:
        return ""
    return (match[1] or match[2]).decode("ascii")
