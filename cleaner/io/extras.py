"""Optional packages: import one, or say which extra installs it."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from cleaner.document import MissingPackageError

EXTRAS = {
    "aiohttp": ("reading from the web", "remote"),
    "backports": ("zstd", "zstd"),
    "brotli": ("the encoding br", "warc"),
    "fsspec": ("reading from a remote store", "remote"),
    "pyarrow": ("Parquet", "parquet"),
}
"""Top-level package to what needs it, as the error message says, and the extra that installs it."""


def optional(module: str) -> Any:
    """Import a module of one of the packages in `EXTRAS`.

    Raises `MissingPackageError` if its package is not installed.
    """
    try:
        return import_module(module)
    except ImportError:
        what, extra = EXTRAS[module.partition(".")[0]]
        raise MissingPackageError(what, extra) from None
