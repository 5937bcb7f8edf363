"""Celery carries hints and clockwork: its tasks call the same functions as `manage.py work`."""

from __future__ import annotations

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

SCHEDULE = {
    "relay": {"task": "cases.tasks.relay_tick", "schedule": 5.0, "options": {"expires": 5}},
    "chores": {"task": "cases.tasks.chores_tick", "schedule": 60.0, "options": {"expires": 60}},
    "clocks": {"task": "cases.tasks.clock_tick", "schedule": 60.0, "options": {"expires": 60}},
}

app = Celery("pratica")
app.set_default()  # Celery keeps its current app per thread: without this, the threads of the server have another
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = SCHEDULE
app.autodiscover_tasks()
