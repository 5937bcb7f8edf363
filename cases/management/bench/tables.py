"""How long a decision takes: a table of N rows and five columns, plain and traced."""

from __future__ import annotations

from cases.rules.tables.bench import measure

N = 1_000
COLUMNS = 5


def run(n: int) -> dict[str, float]:
    """Mean microseconds of a decision: `eval_us`, and with the reason of every row, `eval_trace_us`."""
    return measure(n, COLUMNS)
