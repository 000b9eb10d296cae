"""The manual, as Markdown: `cleaner guide [PAGE]` prints it."""
