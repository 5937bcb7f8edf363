"""Numbers without gaps or repetitions, however many ask at once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from registry.models import Company, Counter
from registry.services.counters import next_numbers
from tests.factories import registry as make

THREADS, EACH = 8, 25


@pytest.fixture
def company(db):
    return make.company()


def test_a_series_starts_at_one_and_goes_on(company):
    assert list(next_numbers(company.pk, "OM-2026")) == [1]
    assert list(next_numbers(company.pk, "OM-2026", 3)) == [2, 3, 4]
    assert list(next_numbers(company.pk, "OM-2027")) == [1]


def test_every_company_counts_for_itself(company):
    next_numbers(company.pk, "OM-2026")
    assert list(next_numbers(make.company().pk, "OM-2026")) == [1]


def test_numbers_cost_one_statement(company, django_assert_num_queries):
    with django_assert_num_queries(1):
        next_numbers(company.pk, "OM-2026", 5000)


def test_a_rollback_gives_its_numbers_back(company):
    with transaction.atomic():
        next_numbers(company.pk, "OM-2026", 10)
        transaction.set_rollback(True)
    assert list(next_numbers(company.pk, "OM-2026")) == [1]


def test_nothing_is_not_a_count(company):
    with pytest.raises(ValueError, match="at least one"):
        next_numbers(company.pk, "OM-2026", 0)


@pytest.mark.django_db(transaction=True)
def test_no_number_is_given_outside_a_transaction():
    with pytest.raises(TransactionManagementError):
        next_numbers(make.company().pk, "OM-2026")


def carelessly(company_id: int, name: str) -> range:
    """The negative control: read, then write, with no lock in between."""
    counter = Counter.objects.of(company_id).get(name=name)
    threading.Event().wait(0.001)
    Counter.objects.of(company_id).filter(pk=counter.pk).update(last=counter.last + 1)
    return range(counter.last + 1, counter.last + 2)


def numbers_taken_at_once(take) -> list[int]:
    company_id = Company.objects.values_list("pk", flat=True).get()
    start = threading.Barrier(THREADS)

    def work(_worker: int) -> list[int]:
        taken = []
        try:
            start.wait()
            for _ in range(EACH):
                with transaction.atomic():
                    taken += take(company_id, "OM-2026")
        finally:
            connection.close()
        return taken

    with ThreadPoolExecutor(THREADS) as pool:
        return sorted(number for numbers in pool.map(work, range(THREADS)) for number in numbers)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_two_hundred_numbers_taken_at_once_have_no_gap_and_no_repetition():
    make.company()
    assert numbers_taken_at_once(next_numbers) == list(range(1, THREADS * EACH + 1))


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_numbers_repeat():
    """Shows that the test above can fail."""
    Counter.objects.create(company=make.company(), name="OM-2026")
    taken = numbers_taken_at_once(carelessly)
    assert len(set(taken)) < len(taken)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_a_rollback_between_others_leaves_no_gap():
    company = make.company()
    turns = iter(range(THREADS * EACH))
    lock = threading.Lock()

    def take(company_id: int, name: str) -> range:
        with lock:
            fails = next(turns) % 5 == 0
        with transaction.atomic():
            numbers = next_numbers(company_id, name)
            transaction.set_rollback(fails)
        return range(0) if fails else numbers

    taken = numbers_taken_at_once(take)
    assert taken == list(range(1, len(taken) + 1))
    assert Counter.objects.of(company).get().last == len(taken)
