"""The product behind gunicorn, with the process on paper that hands over."""

from __future__ import annotations

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from tests.factories import handover  # noqa: E402 - after the apps are ready

hold = handover.known()
hold.__enter__()
