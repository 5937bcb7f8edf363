"""Which addresses hand-overs are sent to: never into the server's own network, however it is spelled."""

from __future__ import annotations

import socket

import pytest

from billing.adapters import addresses
from billing.adapters.addresses import AddressRefused, is_public, resolved, target

OURS = (
    "127.0.0.1", "127.1", "2130706433", "0x7f000001", "017700000001", "0", "10.0.0.5", "172.16.4.1",
    "192.168.1.1", "169.254.169.254", "100.64.0.1", "localhost", "localhost.", "[::1]", "[::]", "[::ffff:127.0.0.1]",
    "[::ffff:a00:5]", "[fe80::1]", "[fc00::1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[::127.0.0.1]", "224.0.0.1",
)  # fmt: skip


@pytest.mark.parametrize("host", OURS)
def test_our_own_network_is_not_called_however_it_is_spelled(host):
    with pytest.raises(AddressRefused):
        resolved(target(f"https://{host}/handovers", ()))


@pytest.mark.parametrize(
    "url",
    ["http://example.org", "ftp://example.org", "https://", "https://a:b@example.org", "https://example.org/?x=1",
     "https://example.org/#x", "https://[", "example.org", "https://example.org:99999"],
)  # fmt: skip
def test_an_address_that_is_none_or_says_too_much_is_refused(url):
    with pytest.raises(AddressRefused):
        target(url, ())


def test_one_private_answer_among_public_ones_is_enough_to_refuse(monkeypatch):
    answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 443)) for ip in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(addresses.socket, "getaddrinfo", lambda *_args, **_more: answers)
    with pytest.raises(AddressRefused, match=r"address\.private|own network"):
        resolved(target("https://billing.example", ()))
    assert resolved(target("https://billing.example", ("billing.example",))) == "8.8.8.8"


def test_a_host_the_server_allows_is_called_even_without_tls():
    found = target("http://billing.lan:8080/in/", ("billing.lan:8080",))
    assert (found.host, found.port, found.path, found.allowed) == ("billing.lan", 8080, "/in", True)
    assert is_public("8.8.8.8")
