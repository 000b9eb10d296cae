"""Readers of inputs and writers of outputs; they know `cleaner.document` and nothing else.

`sources` turns what the user names into `Item`s, `formats` and `archives` look inside containers,
`sinks` writes what came of them.
"""
