"""Why a hand-over waits, in the words of who reads it."""

from __future__ import annotations

import pytest
from django.utils import translation

from billing.handover.texts import reason, refusals


@pytest.mark.parametrize(("said", "shown"), [("no SDI code", "no SDI code"), ("", "non ha indicato alcun motivo.")])
def test_a_refusal_without_a_reason_says_that_there_is_none(said, shown):
    with translation.override("it"):
        kept = reason("http_refused", status=422, words=said)
        assert refusals([kept])[0].params["words"] == shown
