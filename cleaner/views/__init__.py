"""Results for people: explanations, the report of a run, the served page.

- `rows`: blocks followed from the article back to the source;
- `pieces`: two versions of a text with their differences marked;
- `explanation`: what became of one document, as values, as JSON and as a page;
- `excerpt`, `report`: what a run did;
- `serve`: explanations in the browser;
- `pages`: templates, and characters that cannot be seen.
"""
