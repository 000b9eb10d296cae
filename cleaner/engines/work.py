"""What engines do to a document."""

from __future__ import annotations

from collections.abc import Callable

from cleaner.document import Document, Result

Work = Callable[[Document], Result]
"""It answers failures with a result, and it pickles. If it has a method `observed(note)`, that gives
a copy of it which calls `note` with the name of each stage before it runs, so that a death can be
laid to a stage."""
Task = Document | Result
"""What an engine is given: documents, and among them results that go through as they are (of inputs
that could not even be read), so that the order holds."""
