"""A real IMAP server of Debian's dovecot, on a port and in a folder of its own, ended by its id."""

from __future__ import annotations

import getpass
import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.services.processes import await_that

PASSWORD = "letmein"
USER = "ufficio"
_CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
{ssl}
disable_plaintext_auth = no
default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {login}
mail_location = maildir:{folder}/mail/%u
first_valid_uid = 0
auth_mechanisms = plain login
auth_failure_delay = 0
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
"""


def program() -> str | None:
    """Where dovecot is installed; a service of the system lies outside the path of most people."""
    return shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")


@dataclass(frozen=True)
class Dovecot:
    """A running server."""

    port: int
    imaps: int = 0

    def client(self) -> imaplib.IMAP4:
        connection = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        connection.login(USER, PASSWORD)
        return connection

    def deliver(self, *mails: bytes) -> None:
        with self.client() as connection:
            for mail in mails:
                status, answer = connection.append("INBOX", "", "", mail)
                assert status == "OK", answer

    def flags(self) -> list[bool]:
        """Of each mail, the oldest first, whether it is marked as seen."""
        with self.client() as connection:
            connection.select("INBOX", readonly=True)
            _status, lines = connection.fetch("1:*", "(FLAGS)")
        return [rb"\Seen" in line for line in lines]


@contextmanager
def running(pem: Path | None = None) -> Iterator[Dovecot]:
    """Start one, protected by the certificate of a file; a short folder, since the paths of sockets are limited."""
    with tempfile.TemporaryDirectory(prefix="dc") as name:
        folder = Path(name)
        port, imaps = _free_ports()
        owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        for each in ("mail", "run", "state"):
            (folder / each).mkdir()
        os.chown(folder / "mail", owner.pw_uid, owner.pw_gid)
        folder.chmod(0o755)
        settings = {"port": port, "imaps": imaps if pem else 0, "ssl": _protected(pem)}
        (folder / "conf").write_text(_configured(folder, settings, owner))
        command = [program() or "dovecot", "-F", "-c", str(folder / "conf")]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT) as process:
            server = Dovecot(port, imaps)
            try:
                assert await_that(lambda: _answers(port), 15), (folder / "log").read_text()
                yield server
            finally:
                process.terminate()
                process.wait(10)


def _free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


def _protected(pem: Path | None) -> str:
    return f"ssl = yes\nssl_cert = <{pem}\nssl_key = <{pem}" if pem else "ssl = no"


def _configured(folder: Path, settings: dict[str, object], owner: pwd.struct_passwd) -> str:
    root = os.geteuid() == 0
    me = getpass.getuser()
    names = {"internal": "dovecot", "group": "dovecot", "login": "dovenull"}
    mine = {"internal": me, "group": str(os.getegid()), "login": me}
    known = {"folder": folder, **settings, "uid": owner.pw_uid, "gid": owner.pw_gid, "password": PASSWORD}
    return _CONFIGURATION.format(**known, **(names if root else mine))


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as line:
            return line.recv(4) == b"* OK"
    except OSError:
        return False
