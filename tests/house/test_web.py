"""What every answer carries, and whether the product is alive."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import OperationalError, connection

from config import health, sessions
from config.addresses import client_address
from config.finders import SERVED, NodeFinder


def test_the_policy_allows_only_ourselves(client):
    policy = client.get("/health/live").headers["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'self'"
    assert directives["object-src"] == directives["frame-ancestors"] == directives["base-uri"] == "'none'"
    assert "script-src" not in directives
    for word in ("unsafe", "http", "*", "blob"):
        assert word not in policy


def test_the_other_headers_are_there(client):
    headers = client.get("/health/live").headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_ten_wrong_passwords_lock_one_address_out_for_a_quarter_of_an_hour():
    assert settings.AXES_FAILURE_LIMIT == 10
    assert settings.AXES_COOLOFF_TIME.total_seconds() == 15 * 60
    assert settings.AXES_LOCKOUT_PARAMETERS == [["username", "ip_address"]]


def test_it_is_alive_without_a_database(client):
    assert client.get("/health/live").content == b"ok\n"


@pytest.mark.django_db
def test_it_is_ready_when_the_database_is_migrated(client):
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json() | {"relay_lag_seconds": None} == {
        "ready": True,
        "database": "ok",
        "migrations": "ok",
        "relay_lag_seconds": None,
    }


@pytest.mark.django_db
def test_it_is_not_ready_when_the_database_is_gone(client, monkeypatch):
    def refuse(*args: object) -> None:
        raise OperationalError("secret address")

    monkeypatch.setattr(health, "MigrationExecutor", refuse)
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["database"] == "unreachable"
    assert b"secret" not in answer.content
    assert connection


@pytest.mark.parametrize("name", [name for name in SERVED if not name.startswith("vendor/axe")])
def test_every_served_asset_is_installed(name):
    assert finders.find(name)


@pytest.mark.parametrize("name", ["vendor/tabler/tabler.rtl.min.css", "../package.json", "vendor/../package.json"])
def test_nothing_else_of_node_modules_is_served(name):
    assert NodeFinder().find(name) == []


@pytest.mark.parametrize(("idle", "is_ended"), [(60, False), (7201, True)])
@pytest.mark.django_db
def test_an_idle_session_ends(client, django_user_model, rf, idle, is_ended):
    request = rf.get("/")
    request.session = client.session
    request.user = django_user_model(email="ada@demo.pratica.example")
    request.session[sessions.SEEN] = 1_000_000
    sessions.IdleLimit(lambda request: None).check(request, now=1_000_000 + idle)
    assert request.user.is_authenticated is not is_ended


@pytest.mark.parametrize(("https", "address"), [(True, "203.0.113.7"), (False, "192.0.2.1")])
def test_only_the_proxy_of_an_https_installation_says_where_a_visitor_is(rf, settings, https, address):
    settings.HTTPS = https
    request = rf.get("/", REMOTE_ADDR="192.0.2.1", headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.7"})
    assert client_address(request) == address
