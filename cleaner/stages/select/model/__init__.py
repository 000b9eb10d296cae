"""The learned model: weights (`page.npz`, `text.npz`), features, forest, second look at pages."""
