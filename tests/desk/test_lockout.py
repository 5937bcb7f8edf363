"""Guessing passwords: ten tries for a name from an address, then a pause; nobody locks out a victim from elsewhere."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import chain
from threading import Barrier

import pytest
import time_machine
from axes.models import AccessAttempt
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests.factories import registry as people

RIGHT, WRONG = "a phrase to remember", "wrong"
HERE, ELSEWHERE = "10.0.0.5", "10.0.0.6"
TRIES = 10


@pytest.fixture
def ada(db):
    user = people.user("ada@example.com")
    user.set_password(RIGHT)
    user.save()
    return user


def guess(password=WRONG, *, name="ada@example.com", address=HERE, **headers):
    sent = {"username": name, "password": password}
    return Client().post("/accounts/login/", sent, REMOTE_ADDR=address, **headers).status_code


def test_ten_guesses_are_tried_and_the_next_are_not(ada):
    answers = [guess() for _ in range(TRIES + 5)]
    assert answers[: TRIES - 1] == [200] * (TRIES - 1)
    assert answers[TRIES:] == [429] * 5


def test_once_paused_even_the_right_password_is_not_tried(ada):
    for _ in range(TRIES):
        guess()
    assert guess(RIGHT) == 429


def test_the_victim_signs_in_from_his_own_address_meanwhile(ada):
    for _ in range(TRIES + 5):
        guess(address=ELSEWHERE)
    assert guess(RIGHT) == 302


@pytest.mark.parametrize("spelling", ["ADA@example.com", "Ada@Example.Com", " ada@example.com", "ada@example.com "])
def test_another_spelling_of_the_name_gives_no_further_tries(ada, spelling):
    for _ in range(TRIES):
        guess()
    assert guess(RIGHT, name=spelling) == 429


def test_spellings_share_one_count(ada):
    for n in range(TRIES):
        guess(name="ada@example.com" if n % 2 else "ADA@example.com")
    assert guess(RIGHT) == 429


def test_an_address_told_by_the_visitor_himself_gives_no_further_tries(ada):
    answers = [guess(HTTP_X_FORWARDED_FOR=f"10.1.1.{n}") for n in range(TRIES + 2)]
    assert answers[-1] == 429


def test_a_right_password_forgets_the_wrong_ones_before_it(ada):
    for _ in range(TRIES - 1):
        guess()
    assert guess(RIGHT) == 302
    assert [guess() for _ in range(TRIES - 1)] == [200] * (TRIES - 1)


def test_after_a_quarter_of_an_hour_the_right_password_works_again(ada):
    for _ in range(TRIES):
        guess()
    with time_machine.travel(timezone.now() + timedelta(minutes=16), tick=False):
        assert guess(RIGHT) == 302


def test_one_guess_at_many_names_does_not_pause_the_office(ada):
    for n in range(TRIES + 5):
        guess(name=f"someone{n}@example.com")
    assert guess(RIGHT) == 302


def test_an_unknown_name_is_answered_like_a_known_one(ada):
    sent = {"username": "nobody@example.com", "password": "wrong"}
    known = Client().post("/accounts/login/", {**sent, "username": "ada@example.com"}, REMOTE_ADDR=HERE)
    unknown = Client().post("/accounts/login/", sent, REMOTE_ADDR=HERE)
    assert known.status_code == unknown.status_code
    assert known.context["form"].non_field_errors() == unknown.context["form"].non_field_errors()


def test_guesses_are_kept_for_who_looks_into_them_but_never_the_password(ada):
    guess("a wrong phrase")
    attempt = AccessAttempt.objects.get()
    assert (attempt.username, attempt.ip_address) == ("ada@example.com", HERE)
    assert "a wrong phrase" not in f"{attempt.post_data}{attempt.get_data}"


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_guesses_made_at_once_are_counted_one_by_one():
    user = people.user("ada@example.com")
    user.set_password(RIGHT)
    user.save()
    barrier, workers = Barrier(20), 20

    def at_once(_n: int) -> list[int]:
        barrier.wait(10)
        try:
            return [guess() for _ in range(3)]
        finally:
            connection.close()

    with ThreadPoolExecutor(workers) as pool:
        answers = list(chain.from_iterable(pool.map(at_once, range(workers))))
    assert set(answers) <= {200, 429}
    assert sum(AccessAttempt.objects.values_list("failures_since_start", flat=True)) >= TRIES
    assert answers.count(200) <= TRIES + workers
    assert guess(RIGHT) == 429
