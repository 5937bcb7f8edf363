"""Comments that name people, cases that belong together, people who follow a case."""

from __future__ import annotations

import pytest

from cases.models import Dispatch, Mention, Notice
from cases.queries.following import followed, is_following
from cases.queries.inbox import inbox
from cases.queries.links import KINDS, related
from cases.queries.mentions import mentionable, mentions
from cases.services.comments import comment, read_mentions
from cases.services.errors import NotPermitted, Refused
from cases.services.following import follow, read_notices, tell_followers, unfollow
from cases.services.links import link, unlink
from tests.paper import cast


@pytest.fixture
def case(eco):
    return cast.under_review(eco)


def say(case, name: str, text: str):
    return comment(case, text, actor=cast.person(case.company, name), now=cast.NOW)


def relay() -> None:
    """What the relay does with the followers' dispatches."""
    waiting = Dispatch.objects.across_companies("the test's relay").filter(consumer="cases.followers")
    for dispatch in waiting.order_by("pk"):
        tell_followers(dispatch, cast.NOW)


def told(of, name: str) -> list[str]:
    return [row.params["event"] for row in Notice.objects.of(of).filter(user=cast.user(name)).order_by("pk")]


def test_who_is_named_finds_the_comment_until_it_is_read(eco, case):
    say(case, "kim", "Can you look at this, @Tom Rossi?")
    tom = cast.person(eco, "tom")
    (named,) = mentions(tom)
    assert (named.case, named.by, named.words) == (case, "Kim Rossi", "Can you look at this, @Tom Rossi?")
    box = inbox(tom, cast.NOW, "mentioned")
    assert (box.mentioned.number, box.rows[0].by) == (1, "Kim Rossi")
    assert read_mentions(case, actor=tom, now=cast.NOW) == 1
    assert mentions(tom) == []


def test_only_who_may_see_the_case_is_named(eco, case):
    cast.employ(eco, "cy", "waste_approval.approve")
    lumen = cast.company("lumen")
    cast.employ(lumen, "lea", "derogation.ask")
    say(case, "kim", "@cy @lea @tom")
    assert [row.user for row in Mention.objects.of(eco)] == [cast.user("tom")]
    assert "cy" not in dict(mentionable(case, cast.TODAY))


def test_who_may_not_see_the_case_any_more_does_not_read_the_mention(eco, case):
    say(case, "kim", "@tom")
    membership = cast.user("tom").memberships.get()
    membership.duties = []
    membership.save()
    assert mentions(cast.person(eco, "tom")) == []
    assert inbox(cast.person(eco, "tom"), cast.NOW).mentioned.number == 0


def test_an_empty_comment_and_a_stranger_s_are_refused(eco, case):
    with pytest.raises(Refused):
        say(case, "kim", "  ")
    with pytest.raises(NotPermitted):
        say(case, "max", "hello")


def test_who_only_reads_comments_with_the_duty_to(eco, case):
    cast.employ(eco, "rex", "derogation.read")
    cast.employ(eco, "rea", "derogation.read", "cases.comment")
    with pytest.raises(NotPermitted):
        say(case, "rex", "hello")
    assert say(case, "rea", "hello").kind == "comment"


def test_a_link_is_seen_and_told_on_both_sides(eco, case):
    other, ada = cast.opened(eco), cast.person(eco, "ada")
    row = link(case, other, "renews", actor=ada, now=cast.NOW)
    assert link(case, other, "renews", actor=ada, now=cast.NOW) == row
    assert [(one.case, one.label) for one in related(case, ada)] == [(other, KINDS["renews"][0])]
    assert [(one.case, one.label) for one in related(other, ada)] == [(case, KINDS["renews"][1])]
    assert [one.events.filter(kind="case.linked").count() for one in (case, other)] == [1, 1]
    unlink(row, actor=ada, now=cast.NOW)
    assert related(case, ada) == []
    assert [one.events.filter(kind="case.unlinked").count() for one in (case, other)] == [1, 1]


def test_a_case_is_not_linked_with_itself_nor_across_companies(eco, case):
    ada = cast.person(eco, "ada")
    with pytest.raises(Refused):
        link(case, case, actor=ada, now=cast.NOW)
    foreign = cast.opened(cast.company("lumen"))
    with pytest.raises(NotPermitted):
        link(case, foreign, actor=ada, now=cast.NOW)


def test_a_follower_is_told_once_of_what_others_do(eco, case):
    con = cast.person(eco, "con")
    follow(case, actor=con, now=cast.NOW)
    follow(case, actor=con, now=cast.NOW)
    cast.moved(case, "withdraw", "ada")
    say(case, "con", "I saw it")
    relay()
    relay()
    assert told(eco, "con") == ["derogation.withdraw"]
    assert inbox(con, cast.NOW, "followed").rows[0].by == "Ada Rossi"
    assert read_notices(actor=con, now=cast.NOW, case=case) == 1
    assert inbox(con, cast.NOW).followed.number == 0


def test_who_may_not_see_the_case_any_more_is_not_told(eco, case):
    follow(case, actor=cast.person(eco, "con"), now=cast.NOW)
    membership = cast.user("con").memberships.get()
    membership.duties = []
    membership.save()
    cast.moved(case, "withdraw", "ada")
    relay()
    assert told(eco, "con") == []


def test_a_case_nobody_follows_owes_nobody_anything(eco, case):
    con = cast.person(eco, "con")
    assert not is_following(case, con)
    follow(case, actor=con, now=cast.NOW)
    assert list(followed(con)) == [case]
    case.refresh_from_db(fields=["is_followed"])
    assert is_following(case, con)
    unfollow(case, actor=con)
    cast.moved(case, "withdraw", "ada")
    assert not Dispatch.objects.of(eco).filter(consumer="cases.followers").exists()


def test_a_stranger_cannot_follow(eco, case):
    with pytest.raises(NotPermitted):
        follow(case, actor=cast.person(eco, "max"), now=cast.NOW)
