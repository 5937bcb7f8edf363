"""Templates written, checked and published; letters issued and turned into PDF."""
