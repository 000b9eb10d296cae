"""Runs: many inputs cleaned into files, so that nothing is lost and a cut-off run can be finished.

A run takes a `Job` and returns `Counts`. Every input ends as `ok`, `empty` or `failed`; failed
documents lie in the quarantine. The ledger notes each document once its output is written, so a run
that was killed goes on where it stopped, and gives the same bytes as one that was not.

A module imports only those above it in this list:

- `ledger`, `recovery`: what has been done, in `ledger.sqlite`, and what to do if that is damaged;
- `destination`: where the output goes and how its files are named;
- `job`: what is to be done;
- `settings`: what decides about the output, and what of it an earlier run had otherwise;
- `duplicates`, `recurring_lines`: comparisons between documents;
- `cleaning`: what a worker does to one document;
- `output`: the files that are written;
- `account`: counts of the documents, and `run.json`;
- `run`: documents from a reader through an engine to the output;
- `shards`: whole containers as tasks of a Ray cluster;
- `checks`: what is wrong with a run before it starts;
- `execute`: the entry point; prepares the destination, runs the job, says what stopped it.

Worker processes, time and memory limits are in `cleaner.engines`, readers of file formats in
`cleaner.io`.
"""
