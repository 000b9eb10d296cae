"""Training of the model of `select`; `python -m cleaner.training` runs it."""
