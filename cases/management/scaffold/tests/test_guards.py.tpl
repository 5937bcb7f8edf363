"""The guards, each with a fact that holds and one that does not."""

from __future__ import annotations

from workflows.$name import guards
from workflows.$name.facts import ${Class}Facts


def test_a_request_must_be_stated():
    assert guards.request_is_stated(${Class}Facts(request="Una richiesta")) is None
    assert guards.request_is_stated(${Class}Facts(request=" ")).code == "request_missing"
