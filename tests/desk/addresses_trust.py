"""The addresses of the authorities a company trusts."""

from __future__ import annotations

from tests.desk.addresses import Address, row

ADDRESSES = [
    Address("trust", idle=(403, 405), own=False),
    Address("add-trust", typed=lambda _: {}, idle=(403, 403), own=False),
    Address("add-revocation-list", typed=lambda _: {}, idle=(403, 403), own=False),
    Address("remove-revocation-list", row("revocation_list"), lambda _: {}, (405, 403), boss=405),
    Address("seal", typed=lambda _: {}, idle=(403, 403), own=False),
    Address("unseal", typed=lambda _: {}, idle=(405, 403), boss=405, own=False),
    Address("distrust", row("anchor"), lambda _: {}, (405, 403), boss=405),
]
