"""The invariants, by what they speak of. Each check returns how many rows it looked at and the rows that break it."""
