"""Passes over the blocks: each rejects some and gives the reason, or joins lines."""
