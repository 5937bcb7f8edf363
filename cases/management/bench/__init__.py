"""Benchmarks, each a module with `run(n) -> results`; references run inside the same call, for a noisy machine."""
