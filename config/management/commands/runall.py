"""Runs the whole product in the foreground: the server and whatever does its work behind the pages."""

from __future__ import annotations

import http.client
import socket
import sys
from typing import Any

from django.conf import settings
from django.core.management import get_commands
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.supervisor import Child, Supervisor


class Command(BaseCommand):
    """gunicorn and `work`; with REDIS_URL, gunicorn, a Celery worker and beat."""

    help = "Run the server, the relay and the clocks until stopped; prints `ready: <address>` once it serves."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the sizes that a larger machine may raise."""
        parser.add_argument("--workers", type=int, default=2)
        parser.add_argument("--threads", type=int, default=4)

    def handle(self, *args: Any, **options: Any) -> None:
        """Start everything and stay until told to stop."""
        refuse_a_port_in_use(settings.PORT)
        supervisor = Supervisor(children(options["workers"], options["threads"]))
        supervisor.run(is_ready=lambda: answers(settings.PORT), on_ready=self.announce)

    def announce(self) -> None:
        """Say that it serves."""
        self.stdout.write(f"ready: http://127.0.0.1:{settings.PORT}/")
        self.stdout.flush()


def children(workers: int, threads: int) -> list[Child]:
    """Return what runs here: what carries the work depends on whether there is a Redis."""
    web = Child("web", gunicorn(workers, threads))
    if settings.REDIS_URL:
        return [web, Child("worker", celery("worker", "--concurrency=2")), Child("beat", celery("beat", *beat_files()))]
    if "work" in get_commands():
        return [web, Child("work", [sys.executable, str(settings.BASE_DIR / "manage.py"), "work"])]
    return [web]


def gunicorn(workers: int, threads: int) -> list[str]:
    """Return the server's command line."""
    address = f"127.0.0.1:{settings.PORT}"
    sizes = [f"--workers={workers}", f"--threads={threads}", "--timeout=60", "--graceful-timeout=10"]
    place = [f"--chdir={settings.BASE_DIR}", "--log-level=warning", "--no-control-socket"]
    return [sys.executable, "-m", "gunicorn", "config.wsgi", f"--bind={address}", *sizes, *place]


def celery(part: str, *options: str) -> list[str]:
    """Return the command line of one part of Celery."""
    return [sys.executable, "-m", "celery", "--app=config.celery", part, "--loglevel=INFO", *options]


def beat_files() -> list[str]:
    """Beat keeps its last ticks in the data folder and needs no pid file: its parent watches it."""
    return [f"--schedule={settings.DATA_DIR / 'beat'}", "--pidfile="]


def refuse_a_port_in_use(port: int) -> None:
    """Raise CommandError when something else serves here, which would otherwise look like us being ready."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise CommandError(f"port {port} is in use; choose another with PORT=") from error


def answers(port: int) -> bool:
    """Whether /health/live answers on this machine."""
    host = next((name for name in settings.ALLOWED_HOSTS if not name.startswith(("*", "."))), "127.0.0.1")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        connection.request("GET", "/health/live", headers={"Host": host})
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()
