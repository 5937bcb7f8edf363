"""Web servers and workers in processes of their own, killed at moments of chance while cases are handed over."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlencode
from uuid import uuid4

from django.db import connection
from django.test import Client, override_settings

from billing.models import Handover
from cases.models import Case, Dispatch
from config.management.commands.runall import gunicorn
from tests.factories import handover as make
from tests.services.processes import READY, await_that, run, started

PAPER = READY + "from tests.factories import handover as make; hold = make.known(); hold.__enter__(); "
WORKER = PAPER + (
    "import time; from datetime import timedelta; from django.utils import timezone; from cases.outbox import relay; "
    "from billing.handover import sending; from cases.outbox.limits import Limits; brief = timedelta(seconds=0.2); "
    "limits = Limits(lease=timedelta(seconds=1), first_pause=brief, attempts=500)\n"
    "eager = sending.Limits(first_pause=brief, longest_pause=brief, failures=10000, claim=timedelta(seconds=1))\n"
    "print('ready', flush=True)\n"
    "while True: relay.run_once(timezone.now(), relay.new_holder(), limits); "
    "sending.send_all(timezone.now(), eager); time.sleep(0.02)"
)
WEB = PAPER + (
    "import os; from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler; "
    "from django.core.wsgi import get_wsgi_application; WSGIRequestHandler.log_message = lambda *_: None; "
    "web = ThreadedWSGIServer(('127.0.0.1', int(os.environ['WEB_PORT'])), WSGIRequestHandler); "
    "web.set_app(get_wsgi_application()); print('ready', flush=True); web.serve_forever()"
)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as line:
        return int(line.getsockname()[1])


@dataclass
class Browser:
    """Somebody signed in, who presses again until he is answered; `answers` counts what he was told."""

    office: make.Office
    port: int
    cookies: str = ""
    token: str = ""
    answers: Counter[int] = field(default_factory=Counter)
    unanswered: int = 0
    seconds: list[float] = field(default_factory=list)

    def sign_in(self) -> None:
        client = Client()
        client.force_login(make.member_of(self.office))
        self.token = str(client.get("/accounts/password/").context["csrf_token"])
        self.cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())

    def press(self, case: Case, step: str, until: float = 60.0) -> None:
        """One click, repeated with the same ticket while the server does not answer."""
        typed = {
            "command_id": str(uuid4()),
            "version": case.version,
            "seq": case.seq,
            "csrfmiddlewaretoken": self.token,
        }
        give_up = time.monotonic() + until
        while time.monotonic() < give_up:
            began = time.monotonic()
            if status := self._answer(f"/{self.office.company.slug}/cases/{case.number}/{step}/", urlencode(typed)):
                self.answers[status] += 1
                self.seconds.append(time.monotonic() - began)
                return
            self.unanswered += 1
            time.sleep(0.1)

    def _answer(self, path: str, body: str) -> int:
        headers = {"Cookie": self.cookies, "Content-Type": "application/x-www-form-urlencoded"}
        line = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            line.request("POST", path, body, headers)
            answer = line.getresponse()
            answer.read()
        except (OSError, HTTPException):
            return 0
        else:
            return answer.status
        finally:
            line.close()


class Fire:
    """A web server and a worker; one of them is killed again and again, and started anew."""

    victims = ("worker", "worker", "web")

    def __init__(self, folder: Path, dice: random.Random, **environment: str) -> None:
        self.folder, self.dice, self.environment = folder, dice, environment
        self.port = free_port()
        self.kills: Counter[str] = Counter()
        self.stack = ExitStack()
        self.running: dict[str, subprocess.Popen[str]] = {}

    def __enter__(self) -> Fire:
        for name in ("web", "worker"):
            self.start(name)
        return self

    def __exit__(self, *_args: object) -> None:
        self.stack.close()

    def start(self, name: str) -> None:
        code = WEB if name == "web" else WORKER
        settings = {"DJANGO_SETTINGS_MODULE": "tests.services.paper_settings", "WEB_PORT": str(self.port)}
        usual = {**settings, "BILLING_HOSTS": "127.0.0.1", "LOG_LEVEL": "ERROR", **self.environment}
        process = self.stack.enter_context(started(code, self.folder, **usual))
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n", (self.folder / "log").read_text()[-2000:]
        self.running[name] = process

    def kill(self, name: str) -> None:
        """Kill one and start it anew."""
        self.running[name].send_signal(signal.SIGKILL)
        self.running[name].wait(30)
        self.kills[name] += 1
        self.start(name)


class ServedFire(Fire):
    """The same with gunicorn as `runall` starts it: a worker of its own, which it replaces, or master and workers."""

    victims = ("worker", "gunicorn worker", "web")

    def start(self, name: str) -> None:
        if name != "web":
            super().start(name)
            return
        with override_settings(PORT=self.port):
            command = ["tests.services.paper_wsgi" if part == "config.wsgi" else part for part in gunicorn(2, 4)]
        settings = {"DJANGO_SETTINGS_MODULE": "tests.services.paper_settings", "LOG_LEVEL": "ERROR"}
        process = run(command, self.folder, **settings, BILLING_HOSTS="127.0.0.1", **self.environment)
        self.running[name] = self.stack.enter_context(process)
        assert await_that(self._serves, 60), (self.folder / "log").read_text()[-2000:]

    def kill(self, name: str) -> None:
        if name == "worker":
            super().kill(name)
            return
        if name == "web":
            os.killpg(self.running[name].pid, signal.SIGKILL)
            super().kill(name)
            return
        assert await_that(self._workers, 30)
        os.kill(int(self.dice.choice(self._workers())), signal.SIGKILL)
        self.kills[name] += 1

    def _workers(self) -> list[str]:
        """The ids of the processes under the master that runs."""
        pid = self.running["web"].pid
        return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()

    def _serves(self) -> bool:
        """Whether the master that runs has workers, and one of them answers."""
        line = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            line.request("GET", "/health/live", headers={"Host": "127.0.0.1"})
            return line.getresponse().status < 500 and bool(self._workers())
        except (OSError, HTTPException):
            return False
        finally:
            line.close()


def taken(office: make.Office) -> int:
    return Handover.objects.of(office.company).filter(status=Handover.TAKEN).count()


def redelivered(office: make.Office) -> int:
    """How often something was begun again: hand-overs asked about or sent again, dispatches whose relay died."""
    rows = Handover.objects.of(office.company).filter(attempts__gt=1).count()
    return rows + Dispatch.objects.of(office.company).filter(attempts__gt=0).count()


def under_fire(
    office: make.Office, folder: Path, count: int, kills: int, seconds: float, of: type[Fire] = Fire
) -> tuple[Fire, Browser]:
    """Approve so many cases over HTTP while web and worker die, and revoke every fifth; wait until all is taken."""
    dice = random.Random(29)
    cases = [office.case() for _ in range(count)]
    done = Event()
    with of(folder, dice) as fire:
        browser = Browser(office, fire.port)
        browser.sign_in()
        pressing = Thread(target=_press_all, args=(browser, cases, done))
        pressing.start()
        for number in range(kills):
            await_more(office, done)
            time.sleep(dice.uniform(0.05, 0.4))
            fire.kill(fire.victims[number % 3])
        pressing.join(seconds)
        await_that(lambda: taken(office) == count + len(cases[::5]), seconds)
    return fire, browser


def await_more(office: make.Office, done: Event) -> None:
    """Until something more is taken: kills fall into the middle of work."""
    before = taken(office)
    await_that(lambda: done.is_set() or taken(office) > before, 20)


def _press_all(browser: Browser, cases: list[Case], done: Event) -> None:
    def one(numbered: tuple[int, Case]) -> None:
        number, case = numbered
        try:
            browser.press(case, "approve")
            if number % 5 == 0:
                browser.press(Case.objects.of(case.company_id).get(pk=case.pk), "revoke")
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(one, enumerate(cases)))
    done.set()


@contextmanager
def paper_office(url: str) -> Iterator[make.Office]:
    """An office whose hand-overs go to this address."""
    with make.known():
        office = make.office(slug="ecoverde")
        office.bills_by("http", url)
        yield office
