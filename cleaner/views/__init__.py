"""Results for people: explanations, the report of a run, the served page.

- `rows`: blocks followed from the article back to the source;
- `pieces`: two versions of a text with their differences marked;
- `explanation`: what became of one document, as values, as JSON and as a page;
- `folds`, `remedy`: long runs of rows in one, and what would change a decision;
- `report`, with `excerpt`, `sites`, `hints`, `largest`: what a run did;
- `serve`: the page in the browser, and the API;
- `pages`, `language`: templates, characters that cannot be seen, messages in Chinese.
"""
