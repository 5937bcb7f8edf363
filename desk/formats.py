"""How dates, numbers and codes are said to people, in the active language.

Pure functions of a value and a `now`; the template tags in `desk/templatetags/desk.py` are one-line calls of these.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

SOON = timedelta(hours=48)
NEAR = 14
WHOLE_DAY = ("00:00", "23:59")
UNITS = ("B", "kB", "MB", "GB")
LEGAL_FORMS = {"srl", "spa", "snc", "sas", "srls", "scarl", "coop", "dr", "dott", "ing", "avv"}


def local(value: datetime) -> datetime:
    """The same instant on the office's clock; a naive value is taken as already local."""
    return timezone.localtime(value) if timezone.is_aware(value) else value


def _day_name(day: date, today: date) -> str:
    """`today`, `yesterday`, `Friday 27 November`; far away no weekday, the year only when it is not this one."""
    near = {0: _("today"), -1: _("yesterday"), 1: _("tomorrow")}
    distance = (day - today).days
    if distance in near:
        return near[distance]
    if abs(distance) < NEAR:
        return _written(day, "l j F")
    return say_date(day, today)


def _written(day: date, pattern: str) -> str:
    """A date with the names of days and months as the language writes them: Italian in small letters."""
    words = date_format(day, pattern)
    return words if (get_language() or "").startswith("en") else words.lower()


def say_day(day: date, today: date) -> str:
    """A day as people say it."""
    return _day_name(day, today)


def say_date(day: date, today: date) -> str:
    """A day inside a sentence: `16 November`, with the year when it is not this one."""
    return _written(day, "j F" if day.year == today.year else "j F Y")


def say_register(value: datetime | date) -> str:
    """A moment, or a day, as registers are read, always with its year: `17 Nov 2026 10:42`."""
    if isinstance(value, datetime):
        at = local(value)
        return f"{_written(at, 'j M Y')} {at:%H:%M}"
    return _written(value, "j M Y")


def say_moment(value: datetime, now: datetime) -> str:
    """A past instant, short, for timelines: `today 10:42`, `yesterday 16:05`, `17 Nov 2026`."""
    at, today = local(value), local(now).date()
    distance = (at.date() - today).days
    if distance in (-1, 0, 1):
        return f"{_day_name(at.date(), today)} {at:%H:%M}"
    if at.year == today.year:
        return f"{_written(at, 'j M')} {at:%H:%M}" if distance < 0 else _written(at, "j M")
    return _written(at, "j M Y")


def say_due(value: datetime | date, now: datetime) -> str:
    """By when, for lists: `today, 17:00`, `Friday 27 November`; an hour only when it is close."""
    today = local(now).date()
    if not isinstance(value, datetime):
        return _day_name(value, today)
    at = local(value)
    name = _day_name(at.date(), today)
    close = abs((at.date() - today).days) <= 1
    return f"{name}, {at:%H:%M}" if close and f"{at:%H:%M}" not in WHOLE_DAY else name


def say_brief(day: date, today: date) -> str:
    """A day for a narrow column: `today`, `16 Nov`."""
    if abs((day - today).days) <= 1:
        return _day_name(day, today)
    return _written(day, "j M" if day.year == today.year else "j M Y")


def say_overdue(value: datetime | date, now: datetime) -> str:
    """How late, in words, or an empty text when not late."""
    if not is_late(value, now):
        return ""
    day = local(value).date() if isinstance(value, datetime) else value
    days = (local(now).date() - day).days
    if days == 0:
        return pgettext("deadline", "overdue")
    return ngettext("overdue by %(days)s day", "overdue by %(days)s days", days) % {"days": days}


def is_late(value: datetime | date, now: datetime) -> bool:
    """True when the instant, or the whole day, has passed."""
    if isinstance(value, datetime):
        return value < now
    return value < local(now).date()


def due_tone(value: datetime | date, now: datetime) -> str:
    """`late`, `soon` (within 48 hours) or nothing."""
    if is_late(value, now):
        return "late"
    if isinstance(value, datetime):
        return "soon" if value - now <= SOON else ""
    return "soon" if value - local(now).date() <= SOON else ""


def say_full(value: datetime | date) -> str:
    """The whole date for the tooltip: `Friday 27 November 2026, 17:00`."""
    if isinstance(value, datetime):
        at = local(value)
        return f"{_written(at, 'l j F Y')}, {at:%H:%M}"
    return _written(value, "l j F Y")


def say_number(value: Decimal | float | int, places: int | None = None) -> str:
    """Grouped and with the language's separators; trailing zeros of a decimal go, unless places are asked."""
    if places is None and isinstance(value, Decimal):
        value = value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
    return number_format(value, decimal_pos=places, use_l10n=True, force_grouping=True)


def say_money(value: Decimal, currency: str = "€") -> str:
    """Always two places, the sign after the amount as the office writes it."""
    return f"{say_number(value, 2)}\u00a0{currency}"


def say_percent(value: Decimal | float | int) -> str:
    """A rate with its sign, which never stands on a line of its own."""
    return f"{say_number(value)}\u00a0%"


def say_quantity(value: Decimal | float | int, unit: str) -> str:
    """A number with its unit, never broken over two lines."""
    return f"{say_number(value)}\u00a0{unit}"


def say_size(size: int) -> str:
    """A file's size: `840 B`, `1,2 MB`."""
    amount = float(size)
    for unit in UNITS:
        if amount < 1000 or unit == UNITS[-1]:
            break
        amount /= 1000
    return say_quantity(round(amount, 1) if amount < 10 and amount % 1 else round(amount), unit)


def say_waste_code(code: str) -> str:
    """`150110*` as the list prints it: `15 01 10*`; anything else comes back unchanged."""
    match = re.fullmatch(r"(\d{2})\s?(\d{2})\s?(\d{2})(\*?)", code.strip())
    if match is None:
        return code
    first, second, third, star = match.groups()
    return f"{first}\u00a0{second}\u00a0{third}{star}"


def initials(name: str) -> str:
    """Two letters for an avatar: `Laura Bianchi` is LB, `laura@x.it` is L, nothing is a question mark."""
    said = [word for word in name.split("@", maxsplit=1)[0].split() if word.replace(".", "").lower() not in LEGAL_FORMS]
    words = [word for word in re.split(r"[\s.&'\u2019-]+", " ".join(said) or name) if word]
    if not words:
        return "?"
    chosen = [words[0], words[-1]] if len(words) > 1 else words
    return "".join(word[0] for word in chosen).upper()


def hue(name: str) -> int:
    """One of six calm avatar colours, the same for the same name everywhere."""
    return sum(ord(letter) for letter in name) % 6
