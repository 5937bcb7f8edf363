"""Which addresses we call: only public ones over HTTPS, unless whoever runs the server allows a host by name.

What a person types must not make the server call its own network (server-side request forgery). The name is resolved
once, every address it has is looked at, and the connection goes to one of those: a second answer of the name server
changes nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import ClassVar, Final
from urllib.parse import urlsplit

from cases.rules.errors import RuleError
from cases.rules.refusals import N_

PORTS: Final = {"https": 443, "http": 80}


class AddressRefused(RuleError):
    """An address that is not called, and why."""

    texts: ClassVar[Mapping[str, str]] = {
        "address.not_http": N_("The address must begin with https://."),
        "address.credentials": N_("The address must not hold a name or password: enter the token below."),
        "address.extra": N_("The address must not have a query or a fragment."),
        "address.unreadable": N_("This is not an address: {url}."),
        "address.not_https": N_("Only https:// is called; http:// only for hosts the server's administrator allows."),
        "address.private": N_("{host} is on this server or in its own network: the server's administrator allows it."),
        "address.unknown_host": N_("No machine is known by the name {host}."),
    }


@dataclass(frozen=True, slots=True)
class Target:
    """An address taken apart. `allowed`: named by whoever runs the server, wherever it leads."""

    scheme: str
    host: str
    port: int
    path: str
    allowed: bool


def target(url: str, allowed: Collection[str]) -> Target:
    """What a typed address means. `allowed` holds hosts as "host" or "host:port". Raises AddressRefused."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise AddressRefused("address.unreadable", url=url[:80]) from None
    if parts.scheme not in PORTS or not host:
        raise AddressRefused("address.not_http")
    if parts.username is not None or parts.password is not None:
        raise AddressRefused("address.credentials")
    if parts.query or parts.fragment:
        raise AddressRefused("address.extra")
    number = port or PORTS[parts.scheme]
    named = bool({host, f"{host}:{number}"} & set(allowed))
    if parts.scheme == "http" and not named:
        raise AddressRefused("address.not_https")
    return Target(parts.scheme, host, number, parts.path.rstrip("/"), named)


def resolved(where: Target) -> str:
    """The IP address to connect to. Raises AddressRefused where any answer leads to a private network."""
    try:
        found = socket.getaddrinfo(where.host, where.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise AddressRefused("address.unknown_host", host=where.host) from None
    addresses = [str(each[4][0]) for each in found]
    if not where.allowed and not all(is_public(address) for address in addresses):
        raise AddressRefused("address.private", host=where.host)
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open network; one that only wraps a private one does not."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is not None:
            ip = inner
    return ip.is_global and not (ip.is_multicast or ip.is_reserved)
