"""Cues: what the words and the shape of a single line say about it."""
