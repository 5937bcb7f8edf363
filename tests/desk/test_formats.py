"""How dates, numbers and codes are said."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django import forms
from django.utils import translation
from django.utils.formats import date_format

from desk import formats
from desk.presenting.messages import moment

NOW = datetime(2026, 11, 21, 13, 20, tzinfo=UTC)  # a Saturday, 14:20 in Rome


@pytest.mark.parametrize(
    ("value", "italian", "english"),
    [
        (datetime(2026, 11, 21, 16, 0, tzinfo=UTC), "oggi, 17:00", "today, 17:00"),
        (datetime(2026, 11, 21, 22, 59, 59, tzinfo=UTC), "oggi", "today"),
        (date(2026, 11, 22), "domani", "tomorrow"),
        (datetime(2026, 11, 27, 16, 0, tzinfo=UTC), "venerdì 27 novembre", "Friday 27 November"),
        (date(2026, 12, 24), "24 dicembre", "24 December"),
        (date(2027, 3, 1), "1 marzo 2027", "1 March 2027"),
    ],
)
def test_a_deadline_is_said_as_people_say_it(value, italian, english):
    with translation.override("it"):
        assert formats.say_due(value, NOW) == italian
    with translation.override("en"):
        assert formats.say_due(value, NOW) == english


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2026, 11, 21, 9, 42, tzinfo=UTC), "oggi 10:42"),
        (datetime(2026, 11, 20, 15, 5, tzinfo=UTC), "ieri 16:05"),
        (datetime(2026, 11, 17, 8, 0, tzinfo=UTC), "17 nov 09:00"),
        (datetime(2025, 3, 4, 8, 0, tzinfo=UTC), "4 mar 2025"),
    ],
)
def test_a_moment_is_said_as_people_say_it(at, said):
    with translation.override("it"):
        assert formats.say_moment(at, NOW) == said


@pytest.mark.parametrize(("days", "said"), [(1, "scaduta da 1 giorno"), (3, "scaduta da 3 giorni")])
def test_lateness_is_said_in_days(days, said):
    with translation.override("it"):
        assert formats.say_overdue(NOW - timedelta(days=days), NOW) == said


def test_what_is_not_late_is_not_said_to_be():
    assert formats.say_overdue(NOW + timedelta(minutes=1), NOW) == ""
    assert formats.say_overdue(NOW.date(), NOW) == ""


@pytest.mark.parametrize(("hours", "tone"), [(-1, "late"), (1, "soon"), (47, "soon"), (49, "")])
def test_the_colour_of_a_deadline(hours, tone):
    assert formats.due_tone(NOW + timedelta(hours=hours), NOW) == tone


@pytest.mark.parametrize("language", ["it", "en"])
def test_the_day_stands_before_the_month_in_either_language(language):
    with translation.override(language):
        assert date_format(date(2026, 12, 11), "SHORT_DATE_FORMAT") == "11/12/2026"
        assert forms.DateField().clean("11/12/2026") == date(2026, 12, 11)


def test_numbers_follow_the_language():
    with translation.override("it"):
        assert formats.say_number(Decimal("1200.500")) == "1.200,5"
        assert formats.say_money(Decimal("1234.5")) == "1.234,50\u00a0€"
        assert formats.say_size(1_204_000) == "1,2\u00a0MB"
    with translation.override("en"):
        assert formats.say_number(Decimal(1200)) == "1,200"


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Laura Bianchi", "LB"), ("EcoVerde S.p.A.", "E"), ("Rossi & Figli S.n.c.", "RF"), ("D'Àvolio", "DÀ"), ("", "?")],
)
def test_initials_leave_the_legal_form_out(name, letters):
    assert formats.initials(name) == letters


@pytest.mark.parametrize(("code", "said"), [("150110*", "15 01 10*"), ("17 05 04", "17 05 04"), ("x", "x")])
def test_waste_codes_are_printed_in_pairs_that_do_not_break(code, said):
    assert formats.say_waste_code(code) == said.replace(" ", "\u00a0")


def test_a_register_says_day_and_year_in_the_small_letters_of_the_language():
    at = datetime(2026, 11, 21, 9, 42, tzinfo=UTC)
    with translation.override("it"):
        assert (formats.say_register(at), formats.say_register(at.date())) == ("21 nov 2026 10:42", "21 nov 2026")
        assert moment(at) == "21 nov 2026 10:42"
    with translation.override("en"):
        assert formats.say_register(at) == "21 Nov 2026 10:42"
