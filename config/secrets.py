"""The two keys of an installation: from the environment, or made once and kept in a private file."""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

NAMES = ("SECRET_KEY", "JOURNAL_KEY")


def load(environment: Mapping[str, str], *, keep_in: Path, public: bool) -> dict[str, str]:
    """Return both keys.

    In: the environment; the file that keeps generated keys; whether the product serves the public.
    Out: a value for each of NAMES. Raises ImproperlyConfigured when a public product lacks one, because a key that
    lives beside the data it protects is lost, copied or restored together with it.
    """
    given = {name: environment[name] for name in NAMES if environment.get(name)}
    missing = [name for name in NAMES if name not in given]
    if not missing:
        return given
    if public:
        raise ImproperlyConfigured(
            f"{' and '.join(missing)} must be set: with DEBUG=0 and an https BASE_URL the product does not start on "
            "generated keys. Make one with: python -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    return generated(keep_in) | given


def generated(path: Path) -> dict[str, str]:
    """Return the keys kept in `path`, making those that are missing exactly once, whoever comes first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = _read(path)
        wanted = {name: kept.get(name) or secrets.token_urlsafe(50) for name in NAMES}
        if wanted != kept:
            _replace(path, "".join(f"{name}={value}\n" for name, value in wanted.items()))
        return wanted


def _read(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    lines = path.read_text(encoding="ascii").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def _replace(path: Path, text: str) -> None:
    fresh = path.with_suffix(".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
