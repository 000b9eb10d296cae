"""Whether the hot modules are compiled, of which this one is the smallest: all of them are, or none."""

COMPILED = not __file__.endswith(".py")
"""Whether this installation has the compiled modules; it gives the same bytes without, only later."""
