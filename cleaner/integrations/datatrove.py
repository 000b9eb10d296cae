"""datatrove: a filter that also cleans what it keeps."""

from __future__ import annotations

from cleaner.document import MissingPackageError
from cleaner.integrations.articles import facts, located
from cleaner.pipeline import Pipeline

try:
    from datatrove.data import Document
    from datatrove.pipeline.filters.base_filter import BaseFilter
    from datatrove.pipeline.writers.disk_base import DiskWriter
except ImportError:
    raise MissingPackageError("datatrove", "datatrove") from None


class Cleaner(BaseFilter):  # type: ignore[misc]  # datatrove has no types
    """Turn documents into their articles; those without one are dropped.

    `title`, `date` and `author` go into the metadata, unless these have such a key. An `exclusion_writer`
    gets the dropped documents as they came, with `filter_reason` (`empty` or `failed`) and `cleaner_reason`
    in their metadata.
    """

    name = "🧹 cleaner"

    def __init__(self, pipeline: Pipeline | None = None, exclusion_writer: DiskWriter | None = None) -> None:
        super().__init__(exclusion_writer)
        self.pipeline = pipeline or Pipeline.default()

    def filter(self, doc: Document) -> bool | tuple[bool, str]:
        """Put the article in place of the text; whether there is one, and if not, the status."""
        result = self.pipeline.run(located(doc.text, doc.metadata))
        if result.status != "ok":
            doc.metadata["cleaner_reason"] = result.error or result.document.metadata.get("reason", "")
            return False, result.status
        doc.text = result.document.text
        doc.metadata = {**facts(result.document), **doc.metadata}
        return True
