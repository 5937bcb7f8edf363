"""Pages only a waste approval has; the people of these tests have no duty in it, so that they find nothing."""

from __future__ import annotations

from tests.desk.addresses import NO, Address, case

ADDRESSES = [
    Address("expiring", typed=lambda _: {}, idle=NO, boss=404, own=False),
    Address("comparison", case, idle=NO, boss=404),
    Address("certificates-to-enter", idle=NO, boss=404, own=False),
    Address("certificates", case, idle=NO, boss=404),
    Address("certificate", lambda h: [h.draft.number, h.document.uuid], lambda _: {}, NO, boss=404),
]
