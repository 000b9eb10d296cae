"""The learned model: features of blocks, a forest of trees, and a second look at pages."""
