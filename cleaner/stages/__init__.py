"""The stages, in the order of the flow: decode, repair, parse, simplify, select, rules, layout.

A stage is a frozen dataclass whose fields are its options, rather than a function with options kept
elsewhere. What is called, configured, printed and hashed into the fingerprint is then one object:

    @dataclass(frozen=True)
    class Layout:
        name: ClassVar[str] = "layout"
        punctuation: Literal["restore", "keep"] = "restore"

        def __call__(self, document: Document) -> Document: ...

It returns the same object if there is nothing to do. `boilerplate` is not a default stage: a run appends it.
"""
