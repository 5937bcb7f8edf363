"""Votes, proved over every small case rather than by examples (no rule about people is true by example)."""

from __future__ import annotations

from itertools import permutations, product

import pytest

from cases.rules.quorum import Hand, clashes, decided

ANSWERS = ("favourable", "unfavourable", "needs_integration")
SIZES = [(needed, asked) for asked in range(1, 5) for needed in range(1, asked + 1)]


def endings(asked: int):
    return product(ANSWERS, repeat=asked)


@pytest.mark.parametrize(("needed", "asked"), SIZES)
def test_every_vote_is_decided_when_all_have_answered(needed, asked):
    for answers in endings(asked):
        outcome = decided(needed, asked, answers)
        assert (outcome == "favourable") == (answers.count("favourable") >= needed)
        assert outcome in answers


@pytest.mark.parametrize(("needed", "asked"), SIZES)
def test_a_vote_ends_exactly_when_no_further_answer_could_change_it(needed, asked):
    for length in range(asked):
        for given in product(ANSWERS, repeat=length):
            later = {
                decided(needed, asked, (*given, *rest)) == "favourable"
                for rest in product(ANSWERS, repeat=asked - length)
            }
            assert bool(decided(needed, asked, given)) == (len(later) == 1)


@pytest.mark.parametrize(("needed", "asked"), SIZES)
def test_once_decided_it_stays_so_and_the_order_does_not_matter(needed, asked):
    for answers in endings(asked):
        in_favour = {decided(needed, asked, order) == "favourable" for order in permutations(answers)}
        assert len(in_favour) == 1
        seen = [decided(needed, asked, answers[:length]) == "favourable" for length in range(asked + 1)]
        assert seen == sorted(seen)


@pytest.mark.parametrize(("needed", "asked", "given"), [(0, 1, 0), (2, 1, 0), (1, 1, 2)])
def test_an_impossible_vote_is_a_mistake(needed, asked, given):
    with pytest.raises(ValueError, match="asked"):
        decided(needed, asked, ("favourable",) * given)


def test_two_acts_clash_exactly_when_one_person_is_behind_both():
    people = (1, 2, 3)
    hands = [Hand(person, other) for person in people for other in (None, *people) if person != other]
    for one, other in product(hands, repeat=2):
        assert clashes(one, [other]) == bool(one.persons & other.persons)
        assert clashes(one, [other]) == clashes(other, [one])
    assert not clashes(Hand(1), [])


def test_no_sequence_of_people_and_substitutes_lets_one_person_answer_twice():
    """Every way in which three people, each for himself or for another, try three votes one after the other."""
    people = (1, 2, 3)
    hands = [Hand(person, other) for person in people for other in (None, *people) if person != other]
    for tries in product(hands, repeat=3):
        acted: list[Hand] = []
        for hand in tries:
            if not clashes(hand, acted):
                acted.append(hand)
        behind = [person for hand in acted for person in hand.persons]
        assert len(behind) == len(set(behind))
