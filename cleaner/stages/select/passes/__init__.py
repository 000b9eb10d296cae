"""Passes over the kept blocks: each rejects some, in place, and gives the reason."""
