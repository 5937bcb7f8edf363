"""How the line to a mail server is protected: its certificate is checked, always, and what is wrong with it is said.
So is what keeps the line from being opened.

There is no way round: a server that offers no protection where it was asked for gets neither password nor mail.
"""

from __future__ import annotations

import socket
import ssl
from typing import Final

from django.utils.translation import gettext as _

EXPIRED: Final = 10
NOT_YET: Final = 9
OTHER_NAMES: Final = frozenset({62, 64})
"""Host name and IP address mismatch, as OpenSSL numbers what is wrong (x509_vfy.h)."""


class Unprotected(OSError):
    """The server does not offer the protection that was asked for."""


def context(authority: str = "") -> ssl.SSLContext:
    """Trusts the machine's authorities, and those of a PEM text: a company's own server has an authority of its own.

    Raises ssl.SSLError for a text that holds no certificate.
    """
    made = ssl.create_default_context()
    if authority:
        made.load_verify_locations(cadata=authority)
    return made


def not_offered(host: str) -> Unprotected:
    """STARTTLS was asked for and is not there."""
    said = _("%(host)s does not offer STARTTLS; nothing was sent unprotected: choose TLS or ask the provider.")
    return Unprotected(said % {"host": host})


def unreachable(error: OSError, host: str, port: int) -> str:
    """Why no line to a server could be opened, and what to do; other errors in their own words."""
    if isinstance(error, socket.gaierror):
        said = _("There is no server called %(host)s: check how its name is spelled.")
    elif isinstance(error, ConnectionRefusedError):
        said = _("%(host)s takes no connection on port %(port)s: compare the port with what the provider says.")
    elif isinstance(error, TimeoutError):
        said = _(
            "%(host)s does not answer on port %(port)s: check server and port, and that the network lets it through."
        )
    else:
        return str(error) or type(error).__name__
    return said % {"host": host, "port": port}


def words(error: ssl.SSLError, host: str) -> str:
    """What is wrong with the protection of a server, and what to do."""
    if not isinstance(error, ssl.SSLCertVerificationError):
        said = _("%(host)s does not speak TLS on this port: compare port and security with what the provider says.")
    elif error.verify_code == EXPIRED:
        said = _("The certificate of %(host)s has expired: whoever runs the server must renew it.")
    elif error.verify_code == NOT_YET:
        said = _("The certificate of %(host)s is not valid yet: check the clock of this machine and of the server.")
    elif error.verify_code in OTHER_NAMES:
        said = _("The certificate is not of %(host)s: write the server's name as its certificate has it.")
    else:
        said = _("Nobody known vouches for the certificate of %(host)s: load the certificate of its authority.")
    return said % {"host": host} + f" ({error.verify_message if hasattr(error, 'verify_message') else error.reason})"
