"""Calls let go at the same moment, each on a connection of its own."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import IntegrityError, connection

from cases.services.errors import Refused


def at_once(calls):
    """What each call returned, or the Refused or IntegrityError it ended with."""
    barrier = Barrier(len(calls))

    def run(call):
        try:
            connection.ensure_connection()
            barrier.wait(30)
            return call()
        except (Refused, IntegrityError) as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def counted(calls):
    """How many were done, and how many ended with which error."""
    return Counter(type(each).__name__ if isinstance(each, Exception) else "done" for each in at_once(calls))
