"""Readers of inputs and writers of outputs.

`finding` finds the inputs that a user names, `remote` those of other machines, and `sources` yields one
`Item` per document. `formats` decides by its name what a file holds, and asks `compression`, `archives`,
`records`, `parquet_rows` and `warc` (with `http`) to look inside, within `limits`. `sinks`, `parquet`,
`rows` and `markdown` write results, under the names that `names` makes safe. `extras` imports optional
packages.

What holds for all readers:

- **Order.** Items come in the order of the inputs; inside a folder sorted by name; inside a container in
  the order of the container.
- **Failures stay alone.** What cannot be read is an item with an error, never an exception. Damage in the
  middle of a container costs only what lies behind it.
- **Names.** `Item.path` tells local inputs apart. An input that is named twice comes twice, with the same
  path; so may a local file and a remote one. `runs` does not clean the same input twice.
- **Laziness.** Items are read one at a time, when asked for.
"""
