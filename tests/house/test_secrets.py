"""Keys: from the environment, or made once; never made for the public."""

from __future__ import annotations

import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import secrets

BOTH = {"SECRET_KEY": "a", "JOURNAL_KEY": "b"}


def test_given_keys_are_used_and_nothing_is_written(tmp_path):
    assert secrets.load(BOTH, keep_in=tmp_path / "secrets.env", public=True) == BOTH
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("missing", secrets.NAMES)
def test_a_public_installation_refuses_to_start_without_a_key(tmp_path, missing):
    given = {name: value for name, value in BOTH.items() if name != missing}
    with pytest.raises(ImproperlyConfigured, match=missing):
        secrets.load(given, keep_in=tmp_path / "secrets.env", public=True)


def test_missing_keys_are_made_once_and_kept_private(tmp_path):
    path = tmp_path / "var" / "secrets.env"
    first = secrets.load({}, keep_in=path, public=False)
    assert secrets.load({}, keep_in=path, public=False) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert first["SECRET_KEY"] != first["JOURNAL_KEY"]
    assert min(map(len, first.values())) >= 50


def test_a_given_key_wins_over_a_generated_one(tmp_path):
    loaded = secrets.load({"SECRET_KEY": "mine"}, keep_in=tmp_path / "secrets.env", public=False)
    assert loaded["SECRET_KEY"] == "mine"
    assert loaded["JOURNAL_KEY"]
