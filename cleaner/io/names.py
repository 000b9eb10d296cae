"""Safe file names from the names of documents, which anybody may have chosen."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

LEDGER = "ledger.sqlite"
ACCOUNT = "run.json"
"""Files that every run leaves in its output, by which readers know that it is one."""
RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
"""Names that Windows reserves for devices."""
MAX_NAME_BYTES = 200
"""Maximum length of a name, bytes in UTF-8: file systems allow 255, and suffixes are added."""
PAGE_SUFFIXES = (".html", ".htm", ".xhtml", ".shtml", ".txt", ".md", ".text", ".asp", ".aspx", ".jsp", ".php")
"""Suffixes of pages and texts, which the name of the output does not keep."""
_UNSAFE = re.compile(
    r"[\x00-\x1f\x7f"  # control characters
    r'<>:"|?*\\'  # what Windows does not allow
    r"\ud800-\udfff]"  # lone surrogates, which no encoding can write
)

_SURROGATES = re.compile("[\ud800-\udfff]")


def without_surrogates(text: str) -> str:
    """The text with U+FFFD for lone surrogates, which no file, database or terminal takes.

    >>> without_surrogates("a" + chr(0xDCFF))
    'a�'
    """
    return _SURROGATES.sub("\ufffd", text)


def safe_path(path: str) -> str:
    """A relative path that stays inside its folder and that every file system can write.

    Never empty. Different paths may become the same one; see `unclaimed`.

    >>> safe_path("/a/../../etc/./pass?wd")
    'a/etc/pass_wd'
    """
    parts = path.replace("\\", "/").split("/")
    return "/".join(_safe_name(part) for part in parts if part not in ("", ".", "..")) or "_"


def _safe_name(name: str) -> str:
    name = _UNSAFE.sub("_", name).rstrip(" .") or "_"
    if name.split(".")[0].lower() in RESERVED:
        name = f"_{name}"
    data = name.encode()
    if len(data) <= MAX_NAME_BYTES:
        return name
    digest = hashlib.blake2b(data, digest_size=4).hexdigest()  # names with the same beginning stay apart
    beginning = data[: MAX_NAME_BYTES - len(digest) - 1].decode(errors="ignore")
    return f"{beginning}~{digest}"


def without_suffix(path: str) -> str:
    """The path without the suffix of a page or text.

    >>> without_suffix("news/a.html"), without_suffix("v1.2"), without_suffix("news/.html")
    ('news/a', 'v1.2', 'news/.html')
    """
    stem = path.removesuffix(".gz")
    name = stem.rpartition("/")[2].lower()
    for suffix in PAGE_SUFFIXES:
        if name.endswith(suffix) and name != suffix:
            return stem[: -len(suffix)]
    return stem


def unclaimed(stem: str, suffix: str, claim: Callable[[str], bool]) -> str:
    """The first of `stem.suffix`, `stem~2.suffix`, `stem~3.suffix` … that can be claimed.

    `claim` takes a name and returns whether it is ours from now on. The suffix comes with its dot.

    >>> unclaimed("a", ".txt", lambda name: name not in ("a.txt", "a~2.txt"))
    'a~3.txt'
    """
    name, number = stem + suffix, 1
    while not claim(name):
        number += 1
        name = f"{stem}~{number}{suffix}"
    return name
