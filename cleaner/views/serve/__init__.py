"""The local server: a page to try documents on, and the same as an API for other programs.

- `app`: addresses and answers;
- `question`: what a request asks: document, options, language;
- `fields`: the options that can be set from a page or a request;
- `own`: whom it answers;
- `supervision`: one document in a process of its own;
- `work`: what a worker process does with one document;
- `examples`: documents to begin with.
"""
