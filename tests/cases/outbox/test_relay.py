"""The relay: in order per key, once, and one bad dispatch stalls no other."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases.models import ConsumerLease, Dispatch
from cases.outbox import consumers, leases, relay
from cases.outbox.failures import NotNow, Undeliverable
from cases.outbox.limits import Limits
from tests.factories.outbox import NOW, TOPIC, Recorder, announced, fresh, subscribed

pytestmark = pytest.mark.django_db


def run(now=NOW, **limits):
    return relay.run_once(now, "here", Limits(**limits))


def test_what_waits_is_delivered_in_order_and_says_what_was_done(eco, recorder):
    rows = announced(eco, "a", "b", "c")
    assert run().delivered == 3
    assert recorder.words == ["a", "b", "c"]
    first = fresh(rows[0])
    assert (first.status, first.result, first.ended_at, first.attempts) == ("delivered", {"heard": "a"}, NOW, 0)


def test_a_second_round_finds_nothing_to_do(eco, recorder):
    announced(eco, "a")
    run()
    assert run().as_json() == relay.Report().as_json()
    assert recorder.words == ["a"]


def test_behind_one_that_failed_its_key_waits_and_other_keys_go_on(eco, recorder):
    recorder.broken["a1"] = ValueError("no")
    announced(eco, "a1", "a2", key="A")
    announced(eco, "b1", "b2", key="B")
    report = run()
    assert (report.delivered, report.failed) == (2, 1)
    assert recorder.words == ["b1", "b2"]
    assert run().delivered == 0


def test_the_same_key_of_another_company_goes_on(eco, recorder):
    recorder.broken["ours"] = ValueError("no")
    other = type(eco).objects.create(slug="lumen", name="Lumen")
    announced(eco, "ours")
    announced(other, "theirs")
    run()
    assert recorder.words == ["theirs"]


def test_the_same_key_of_another_consumer_goes_on(eco, recorder):
    recorder.broken["a"] = ValueError("no")
    other = Recorder("other")
    with subscribed(other.consumer):
        announced(eco, "a")
        run()
    assert (recorder.words, other.words) == ([], ["a"])


def test_the_pause_doubles_up_to_the_longest_and_then_a_person_decides(eco, recorder):
    recorder.broken["a"] = ValueError("no")
    (row,) = announced(eco, "a")
    now, pauses = NOW, []
    limits = {"attempts": 5, "first_pause": timedelta(seconds=10), "longest_pause": timedelta(seconds=60)}
    while fresh(row).status == Dispatch.WAITING:
        run(now, **limits)
        pauses.append((fresh(row).next_try_at - now).total_seconds())
        now = fresh(row).next_try_at
    assert pauses == [10, 20, 40, 60, 60]
    assert (fresh(row).status, fresh(row).attempts) == ("parked", 5)


def test_before_its_pause_is_over_nothing_is_tried(eco, recorder):
    recorder.broken["a"] = ValueError("no")
    (row,) = announced(eco, "a")
    run()
    run(NOW + timedelta(seconds=9))
    assert fresh(row).attempts == 1
    recorder.broken.clear()
    run(NOW + timedelta(seconds=10))
    assert recorder.words == ["a"]


def test_a_clock_that_jumps_back_changes_no_order(eco, recorder):
    announced(eco, "a", at=NOW + timedelta(hours=2))
    announced(eco, "b", at=NOW)
    run()
    assert recorder.words == ["a", "b"]


def test_behind_a_parked_one_the_later_ones_wait_for_a_person(eco, recorder):
    recorder.broken["a"] = Undeliverable("The customer does not exist.")
    first, _second = announced(eco, "a", "b")
    assert run().parked == 1
    run(NOW + timedelta(days=3))
    assert recorder.words == []
    assert (fresh(first).trouble, fresh(first).last_error) == ("failed", "The customer does not exist.")


def test_the_words_of_a_foreign_error_are_not_kept(eco, recorder):
    recorder.broken["a"] = ValueError("https://user:secret@example.org/ IT60X0542811101000000123456")
    (row,) = announced(eco, "a")
    run()
    assert fresh(row).last_error.startswith("ValueError (handle, line ")
    assert "secret" not in fresh(row).last_error


def test_our_own_error_tells_people_what_it_says(eco, recorder):
    recorder.broken["a"] = NotNow("The mail server did not answer.")
    (row,) = announced(eco, "a")
    run()
    assert fresh(row).last_error == "The mail server did not answer."


def test_a_failed_handler_leaves_nothing_in_the_database(eco):
    def handle(dispatch, now):
        type(eco).objects.create(slug="half", name="Half done")
        raise ValueError

    with subscribed(consumers.Consumer("half", (TOPIC,), handle)):
        announced(eco, "a")
        assert run().failed == 1
    assert not type(eco).objects.filter(slug="half").exists()


def test_where_the_code_of_a_consumer_is_gone_its_dispatches_park_with_that_reason(eco):
    gone = Recorder("gone")
    with subscribed(gone.consumer):
        rows = announced(eco, "a", "b")
    assert run().parked == 2
    assert {fresh(row).trouble for row in rows} == {"no_consumer"}
    assert "gone" in fresh(rows[0]).last_error


def test_when_the_code_is_back_what_parked_for_it_goes_on_by_itself(eco):
    back = Recorder("back")
    with subscribed(back.consumer):
        announced(eco, "a", "b")
    run()
    with subscribed(back.consumer):
        assert run().delivered == 2
    assert back.words == ["a", "b"]


def test_a_round_takes_no_more_than_its_limit(eco, recorder):
    announced(eco, *"abcde")
    assert run(per_round=2).delivered == 2
    assert run(per_round=2).delivered == 2
    assert recorder.words == list("abcd")


def test_a_round_asked_to_stop_stops_before_the_next_dispatch(eco, recorder):
    announced(eco, *"abc")
    relay.run_once(NOW, "here", stopping=lambda: bool(recorder.words))
    assert recorder.words == ["a"]
    assert ConsumerLease.objects.get(consumer="recorder").holder == ""


def test_each_dispatch_costs_the_same_statements(eco, recorder, django_assert_num_queries):
    announced(eco, "first")
    run()
    round_only, each = 9, 5
    for number in (1, 10):
        announced(eco, *(str(n) for n in range(number)))
        with django_assert_num_queries(round_only + each * number):
            run()


def test_a_free_lease_is_taken_kept_and_given_back(eco, recorder):
    minute = timedelta(minutes=1)
    assert leases.take("recorder", "here", NOW, minute)
    assert leases.take("recorder", "there", NOW, minute) is None
    assert leases.take("recorder", "here", NOW, minute)
    assert leases.keep("recorder", "here", NOW + minute, working_on=7)
    assert not leases.keep("recorder", "there", NOW + minute, working_on=8)
    leases.release("recorder", "there")
    assert leases.take("recorder", "there", NOW, minute) is None
    leases.release("recorder", "here")
    assert leases.take("recorder", "there", NOW, minute)


def test_a_lease_that_ran_out_passes_to_another_who_learns_what_was_under_way(eco):
    minute = timedelta(minutes=1)
    leases.take("recorder", "here", NOW, minute)
    leases.keep("recorder", "here", NOW + minute, working_on=7)
    assert leases.take("recorder", "there", NOW + minute / 2, minute) is None
    assert leases.take("recorder", "there", NOW + minute, minute) == leases.Taken(unfinished=7)
    assert not leases.keep("recorder", "here", NOW + minute, working_on=7)


def test_a_lease_of_a_clock_that_was_wrong_holds_nobody_up(eco):
    minute = timedelta(minutes=1)
    leases.take("recorder", "tomorrow", NOW + timedelta(days=1), minute)
    assert leases.take("recorder", "here", NOW, minute)


def test_a_consumer_served_elsewhere_is_left_alone(eco, recorder):
    announced(eco, "a")
    leases.take("recorder", "there", NOW, timedelta(minutes=1))
    report = run()
    assert (report.held, report.delivered) == (1, 0)


def test_what_silenced_its_relay_each_time_parks_and_the_rest_goes_on(eco, recorder):
    poison, _other = announced(eco, "poison", key="P") + announced(eco, "fine", key="F")
    now = NOW
    for _attempt in range(3):
        leases.take("recorder", "dead", now, timedelta(minutes=1))
        leases.keep("recorder", "dead", now, working_on=poison.pk)
        now += timedelta(hours=2)
        recorder.broken["poison"] = AssertionError("is not to be tried in the round that counts it")
        run(now, attempts=3)
        recorder.broken.clear()
    assert (fresh(poison).status, fresh(poison).trouble) == ("parked", "interrupted")
    assert recorder.words == ["fine"]


def test_a_consumer_that_cannot_be_served_stalls_no_other(eco, recorder, monkeypatch):
    other = Recorder("another")
    usual = leases.take

    def broken_for_another(consumer, *rest):
        if consumer == "another":
            raise OSError
        return usual(consumer, *rest)

    monkeypatch.setattr(leases, "take", broken_for_another)
    with subscribed(other.consumer):
        announced(eco, "a")
        assert run().broken == 1
    assert recorder.words == ["a"]
