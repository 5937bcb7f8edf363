"""The product's settings as the tests see them: fixed keys, a folder of their own, services only when asked for."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

from tests.probes import services

RUN = os.environ.setdefault("PRATICA_TEST_RUN", str(os.getpid()))  # the workers of one run share its name
FOLDER = tempfile.mkdtemp(prefix="pratica-test-")
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
ANSWERING = services(os.environ)
os.environ |= {
    "SECRET_KEY": "a key for tests only, long enough for the checks of Django to be content with it",
    "JOURNAL_KEY": "a journal key for tests only",
    "DATA_DIR": FOLDER,
    "DEBUG": "0",
    "BASE_URL": "http://testserver",
    "ALLOWED_HOSTS": "",
    "EMAIL_URL": "file",
    "LOG_LEVEL": "WARNING",
    "DATABASE_URL": ANSWERING.get("postgresql") or f"sqlite:///{FOLDER}/pratica.sqlite3",
    "REDIS_URL": ANSWERING.get("redis", ""),
}

from config.settings import *  # noqa: E402, F403  # the environment above must be there first
from config.settings import CACHES, DATABASES, INSTALLED_APPS, STATIC_ROOT, STORAGES  # noqa: E402  # the same

INSTALLED_APPS = [*INSTALLED_APPS, "tests.paper"]
STATIC_ROOT.mkdir()
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DATABASES["default"]["TEST"] = {"NAME": f"pratica_test_{RUN}"} if "postgresql" in ANSWERING else {}
DATABASES["default"]["CONN_MAX_AGE"] = 0
CACHES["default"]["KEY_PREFIX"] = f"test-{os.getpid()}"
CELERY_BROKER_URL, CELERY_BROKER_TRANSPORT_OPTIONS = "memory://", {}  # hints end in this process: tests run the relay
