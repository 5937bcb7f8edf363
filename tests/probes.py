"""Which services answer: asked once, one second each, and only by `make test-services`."""

from __future__ import annotations

from collections.abc import Mapping

import psycopg
import redis

WANTED = {
    "postgresql": ("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres"),
    "redis": ("TEST_REDIS_URL", "redis://127.0.0.1:6379/15"),
}


def services(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the address of each service that is wanted and answers."""
    if not environment.get("TEST_SERVICES"):
        return {}
    addresses = {name: environment.get(variable) or default for name, (variable, default) in WANTED.items()}
    probes = {"postgresql": _postgresql, "redis": _redis}
    return {name: address for name, address in addresses.items() if probes[name](address)}


def _postgresql(address: str) -> bool:
    try:
        psycopg.connect(address, connect_timeout=1).close()
    except psycopg.OperationalError:
        return False
    return True


def _redis(address: str) -> bool:
    client = redis.Redis.from_url(address, socket_connect_timeout=1, socket_timeout=1)
    try:
        client.ping()
    except redis.ConnectionError:
        return False
    finally:
        client.close()
    return True
