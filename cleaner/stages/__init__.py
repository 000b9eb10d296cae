"""The stages, in the order of the flow: decode, encoding, markup, script, body, rules, layout.

A stage is a frozen dataclass whose fields are its options and which is called with a document:

    @dataclass(frozen=True)
    class Layout:
        name: ClassVar[str] = "layout"
        punctuation: Literal["restore", "keep"] = "restore"

        def __call__(self, document: Document) -> Document: ...

It returns the same object when it has nothing to do.
"""
