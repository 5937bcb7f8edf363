"""What is released goes on: not for whom nobody answers any more, and past what breaks."""

from __future__ import annotations

from pathlib import Path
from time import monotonic

import pytest

from billing.duties import READ
from billing.models import StatementRun
from billing.services.holds import NewHold, place_hold
from billing.services.statements import sending
from billing.services.statements.deciding import release, take_in
from billing.services.statements.reasons import codes_of
from billing.services.statements.sending import send_released
from documents.duties import SEND
from documents.letters.typeset import TypesettingFailed
from documents.models import Message
from registry.actors import Actor
from registry.models import Address, Membership
from registry.models.party import AddressKind
from tests.factories import billing as make
from tests.factories import registry
from tests.factories import statements as sets
from tests.factories.billing import fresh
from tests.factories.statements import sheets

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def texts(tmp_path: Path, settings):
    settings.DATA_DIR = tmp_path
    sets.texts()


@pytest.fixture
def member(eco):
    return lambda name: registry.member(eco, READ, SEND, who=registry.user(f"{name}@example.org"))


def clerk(member):
    return Actor(member.user_id, member.user.name, frozenset({READ, SEND}), member.company_id)


def released(eco, by=None, **wish):
    return release(sets.run(eco, **wish), actor=by or sets.sender(eco), now=make.NOW)


def sent(capture, **options):
    with capture(execute=True):
        return send_released(make.NOW, **options)


def test_a_run_whose_releaser_left_stops_and_another_lets_the_rest_go(
    eco, reachable, member, django_capture_on_commit_callbacks
):
    ada, bea = member("ada"), member("bea")
    run = released(eco, clerk(ada))
    with django_capture_on_commit_callbacks(execute=True):
        assert sending.step(run, make.NOW, 1) == 1
    Membership.objects.filter(pk=ada.pk).delete()
    assert sent(django_capture_on_commit_callbacks) == 0
    run = fresh(run)
    assert (run.status, run.is_stopped, run.released_by_id) == ("prepared", True, ada.user_id)
    release(run, actor=clerk(bea), now=make.NOW)
    assert sent(django_capture_on_commit_callbacks) == 2
    assert (fresh(run).status, Message.objects.of(eco).count()) == ("ended", 3)


@pytest.mark.parametrize("left", [READ, SEND])
def test_a_run_stops_when_its_releaser_lost_a_duty_it_takes(
    eco, reachable, member, left, django_capture_on_commit_callbacks
):
    ada = member("ada")
    run = released(eco, clerk(ada))
    Membership.objects.filter(pk=ada.pk).update(duties=[left])
    assert sent(django_capture_on_commit_callbacks) == 0
    assert (fresh(run).is_stopped, Message.objects.of(eco).count()) == (True, 0)


def test_a_run_that_fails_as_a_whole_stops_none_behind_it(
    eco, reachable, monkeypatch, django_capture_on_commit_callbacks
):
    broken, good = released(eco), released(eco)
    find = sending.accounts

    def fails(company_id, ids, on, **options):
        if StatementRun.objects.of(eco).get(pk=good.pk).status == "released" and not fails.seen:
            fails.seen = True
            raise RuntimeError("broken")
        return find(company_id, ids, on, **options)

    fails.seen = False
    monkeypatch.setattr(sending, "accounts", fails)
    assert sent(django_capture_on_commit_callbacks) == 3
    assert (fresh(broken).status, fresh(good).status) == ("released", "ended")


def test_a_statement_that_breaks_takes_no_other_with_it(
    eco, reachable, monkeypatch, django_capture_on_commit_callbacks
):
    run, write = released(eco), sending.write

    def breaks(customer, *args, **options):
        if customer.pk == reachable[1].pk:
            raise RuntimeError("broken")
        return write(customer, *args, **options)

    monkeypatch.setattr(sending, "write", breaks)
    assert sent(django_capture_on_commit_callbacks) == 2
    assert codes_of(sheets(run)[reachable[1].pk]) == {"statement_broke"}
    assert fresh(run).status == "ended"


def test_a_full_disk_makes_it_wait_and_refuses_nobody(eco, reachable, monkeypatch, django_capture_on_commit_callbacks):
    run, keep = released(eco), sending.keep

    def full(*_args, **_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(sending, "keep", full)
    assert sent(django_capture_on_commit_callbacks) == 0
    assert {row.status for row in sheets(run).values()} == {"waiting"}
    monkeypatch.setattr(sending, "keep", keep)
    assert sent(django_capture_on_commit_callbacks) == 3


def test_a_hold_placed_after_the_list_was_made_keeps_the_statement_back_unless_a_person_took_it_in(
    eco, reachable, django_capture_on_commit_callbacks
):
    rossi, verdi, _neri = reachable
    by = {"actor": make.clerk(eco), "now": make.NOW}
    place_hold(NewHold(customer=rossi, cause="dispute", reason="Weight"), **by)
    run = sets.run(eco)
    take_in(run, [sheets(run)[rossi.pk].pk], actor=sets.sender(eco))
    place_hold(NewHold(customer=verdi, cause="dispute", reason="Weight"), **by)
    release(run, actor=sets.sender(eco), now=make.NOW)
    assert sent(django_capture_on_commit_callbacks) == 2
    found = sheets(run)
    assert (found[rossi.pk].status, codes_of(found[verdi.pk])) == ("written", {"statement_on_hold"})


def test_a_worker_that_still_knows_the_former_releaser_does_not_stop_what_another_released(eco, reachable, member):
    ada, bea = member("ada"), member("bea")
    known = StatementRun.objects.select_related("released_by").of(eco).get(pk=released(eco, clerk(ada)).pk)
    Membership.objects.filter(pk=ada.pk).delete()
    StatementRun.objects.of(eco).update(released_by=bea.user_id)
    assert sending._go_on(known, make.NOW, 40, monotonic() + 20) == 0
    assert fresh(known).status == "released"


def test_what_cannot_be_set_is_refused_when_it_is_looked_at(eco, reachable, monkeypatch):
    def fails(*_args, **_options):
        raise TypesettingFailed("no font")

    run = sets.run(eco)
    monkeypatch.setattr(sending.Press, "statement", fails)
    row = run.statements.select_related("customer__company")[0]
    sets.refused("statement_not_set", lambda: sending.preview(run, row))


def test_a_long_name_with_somebody_s_attention_fits_the_register(eco, django_capture_on_commit_callbacks):
    long = make.customer(eco, name="A" * 195, **sets.SEAT)
    mailing = {"address": "Via Po 2", "postal_code": "40100", "city": "Bologna", "attention": "all'Amministrazione"}
    Address.objects.create(company=eco, customer=long, kind=AddressKind.MAILING, **mailing)
    make.item(long, 100)
    run = released(eco)
    assert sent(django_capture_on_commit_callbacks) == 1
    assert sheets(run)[long.pk].message.recipients.get().name == f"{'A' * 195} all'"
