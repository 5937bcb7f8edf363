"""The settings in a process of their own, as an installation would start it."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.house.tree import ROOT

SHOW = "import json; from config import settings as s; print(json.dumps({n: getattr(s, n) for n in %r}, default=str))"
NAMES = [
    "DEBUG",
    "ALLOWED_HOSTS",
    "SESSION_COOKIE_SECURE",
    "SECURE_HSTS_SECONDS",
    "SECURE_SSL_REDIRECT",
    "DATABASES",
    "CACHES",
]
KEYS = {"SECRET_KEY": "k" * 60, "JOURNAL_KEY": "j" * 60}


@pytest.fixture
def start(tmp_path):
    def run(**environment: str) -> subprocess.CompletedProcess[str]:
        clean = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "REDIS_URL": ""}
        command = [sys.executable, "-c", SHOW % NAMES]
        return subprocess.run(command, cwd=ROOT, env=clean | environment, capture_output=True, text=True, check=False)

    return run


def test_the_public_is_not_served_with_generated_keys(start):
    ended = start(DEBUG="0", BASE_URL="https://pratica.example")
    assert ended.returncode != 0
    assert "SECRET_KEY and JOURNAL_KEY must be set" in ended.stderr


def test_https_switches_everything_on(start):
    told = json.loads(start(BASE_URL="https://pratica.example", **KEYS).stdout)
    assert told["SESSION_COOKIE_SECURE"] is told["SECURE_SSL_REDIRECT"] is True
    assert told["SECURE_HSTS_SECONDS"] > 0
    assert told["ALLOWED_HOSTS"][0] == "pratica.example"
    assert told["DEBUG"] is False


def test_the_demo_needs_no_environment(start):
    told = json.loads(start(DATABASE_URL="sqlite:///var/demo.sqlite3").stdout)
    assert told["DEBUG"] is False
    assert told["DATABASES"]["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert told["DATABASES"]["default"]["NAME"] == str(ROOT / "var/demo.sqlite3")
    assert "locmem" in told["CACHES"]["default"]["BACKEND"]


def test_postgresql_keeps_its_connections_and_redis_is_the_cache(start):
    told = json.loads(start(DATABASE_URL="postgres://p@127.0.0.1/p", REDIS_URL="redis://127.0.0.1/1").stdout)
    assert told["DATABASES"]["default"]["CONN_MAX_AGE"] > 0
    assert "redis" in told["CACHES"]["default"]["BACKEND"]
