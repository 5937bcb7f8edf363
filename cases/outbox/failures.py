"""What a failed attempt leaves behind: a code, legible words, and when to try again."""

from __future__ import annotations

import traceback
from datetime import timedelta
from typing import TYPE_CHECKING

from cases.models import Dispatch

if TYPE_CHECKING:
    from datetime import datetime

    from cases.outbox.limits import Limits

LONGEST = 500


class NotNow(Exception):
    """Raised by a consumer that could not do it this time; its text is shown to people, so no secrets in it."""


class Undeliverable(Exception):
    """Raised by a consumer that will never be able to do it: parked at once, with its text shown to people."""


class Interrupted(Exception):
    """The relay ended while this was being handled."""


def count(dispatch: Dispatch, error: BaseException, now: datetime, limits: Limits) -> None:
    """Write a failed attempt into a locked dispatch: back-off, or parked after too many. Saves nothing."""
    dispatch.attempts += 1
    dispatch.trouble, dispatch.last_error = trouble_of(error), words_of(error)
    dispatch.next_try_at = now + back_off(dispatch.attempts, limits)
    if dispatch.attempts >= limits.attempts or isinstance(error, Undeliverable):
        dispatch.park()


def back_off(attempts: int, limits: Limits) -> timedelta:
    """How long to wait after so many failures: doubled each time, up to the longest pause."""
    doubled: int = 1 << min(attempts - 1, 30)
    return min(limits.first_pause * doubled, limits.longest_pause)


def trouble_of(error: BaseException) -> str:
    """The code of a failure."""
    if isinstance(error, Interrupted):
        return Dispatch.INTERRUPTED
    return Dispatch.REFUSED if hasattr(error, "refusals") else Dispatch.FAILED


def words_of(error: BaseException) -> str:
    """What may be shown of a failure: the words of our own exceptions; of others only the kind and the place.

    The text of a foreign exception may hold an address with a token or a person's values: it goes to the log alone.
    """
    if isinstance(error, NotNow | Undeliverable | Interrupted) or hasattr(error, "refusals"):
        return str(error).replace("\x00", "")[:LONGEST]
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({frames[-1].name}, line {frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}{place}"[:LONGEST]
