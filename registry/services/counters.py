"""Numbers without gaps: given inside the caller's transaction, taken back with it."""

from __future__ import annotations

from django.db import connection
from django.db.transaction import TransactionManagementError

_TAKE = """
    INSERT INTO registry_counter (company_id, name, last) VALUES (%s, %s, %s)
    ON CONFLICT (company_id, name) DO UPDATE SET last = registry_counter.last + excluded.last
    RETURNING last
"""


def next_numbers(company_id: int, name: str, count: int = 1) -> range:
    """The next `count` numbers of a company's series, from 1.

    One statement. It locks the series' row until the caller's transaction ends, so take numbers last (counters are
    the end of the lock order) and expect others to wait. A rollback gives the numbers back: no gap remains.
    Raises TransactionManagementError outside a transaction, where a gap could not be undone.
    """
    if count < 1:
        raise ValueError(f"Ask for at least one number, not {count}.")
    if not connection.in_atomic_block:
        raise TransactionManagementError(f"Numbers of {name!r} must be taken inside a transaction.")
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [company_id, name, count])
        last: int = cursor.fetchone()[0]
    return range(last - count + 1, last + 1)
