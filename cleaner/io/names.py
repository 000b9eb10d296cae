"""File names from the names of documents, whoever chose those."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
"""Names that Windows keeps for devices."""
LONGEST = 200
"""Bytes of a name; file systems take 255, and suffixes come behind it."""
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\\ud800-\udfff]')
PAGE_SUFFIXES = (".html", ".htm", ".xhtml", ".shtml", ".txt", ".md", ".text", ".asp", ".aspx", ".jsp", ".php")


def safe_path(path: str) -> str:
    """A relative path that stays inside the folder it is put under and that any system can write.

    >>> safe_path("/a/../../etc/./pass?wd")
    'a/etc/pass_wd'
    """
    parts = [part for part in path.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return "/".join(_safe_name(part) for part in parts) or "_"


def _safe_name(name: str) -> str:
    name = _UNSAFE.sub("_", name).rstrip(" .") or "_"
    if name.split(".")[0].lower() in RESERVED:
        name = f"_{name}"
    data = name.encode()
    if len(data) > LONGEST:  # cut, and told apart from others cut at the same place
        mark = hashlib.blake2b(data, digest_size=4).hexdigest()
        name = data[: LONGEST - 9].decode(errors="ignore") + "~" + mark
    return name


def without_suffix(path: str) -> str:
    """The path without the suffix of a page or text.

    >>> without_suffix("news/a.html"), without_suffix("v1.2")
    ('news/a', 'v1.2')
    """
    stem = path.removesuffix(".gz")
    for suffix in PAGE_SUFFIXES:
        if (
            stem.lower().endswith(suffix)
            and not stem.lower().endswith(f"/{suffix}")
            and len(stem) > len(suffix)
        ):
            return stem[: -len(suffix)]
    return stem


def unclaimed(stem: str, suffix: str, claim: Callable[[str], bool]) -> str:
    """The first of `stem.suffix`, `stem~2.suffix`, `stem~3.suffix` … that can be claimed."""
    name, number = stem + suffix, 1
    while not claim(name):
        number += 1
        name = f"{stem}~{number}{suffix}"
    return name
