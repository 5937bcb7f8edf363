"""May X deliver Y to Z? The public door of approvals in force: for effects of processes, the gate, and commands.

In effects of a process, inside the transaction of its transition:

    put_in_force(terms, case=, actor=, now=, supersedes=None) -> Approval     (contracts.terms.Terms)
    suspend / revoke(approval, actor=, now=, reason=)   resume / expire(approval, actor=, now=)
    supersede(approval, actor=, now=, since=)           in_force_of(case) -> Approval | None

At the gate and in planning:

    may_deliver(company_id, question) -> Answer          may_deliver_many(company_id, questions) -> [Answer]
    reserve(key, question, actor=, now=) -> Reserved     release(key, actor=, now=)
    consume(key, weight_t, actor=, now=) -> Movement     reverse(movement, actor=, now=, reason=)
    reject_load(key, Rejected(...), actor=, now=) -> LoadRejection
    question(approval, "complaint" | "inspection", key=, words=, actor=, now=)

By the clock: expire_due(actor=, now=), expire_reservations(actor=, now=).

Announced (`Dispatch` topics; payload: approval, number, version, case): approval.put_in_force, .suspended, .resumed,
.revoked, .expired, .superseded; approval.quantity_exceeded when a weighed load passes the year's quantity,
approval.load_rejected and approval.questioned: what makes the process ask anew.
"""

from __future__ import annotations

from contracts.queries.answers import may_deliver, may_deliver_many
from contracts.queries.approvals import in_force_of, versions_of
from contracts.rules.questions import Answer, Question
from contracts.services.deliveries import consume, reverse
from contracts.services.lifecycle import expire, expire_due, put_in_force, resume, revoke, supersede, suspend
from contracts.services.rejections import Rejected, question, reject_load
from contracts.services.reservations import Reserved, expire_reservations, release, reserve
from contracts.terms import Adr, Prescribed, Price, Terms

__all__ = [
    "Adr",
    "Answer",
    "Prescribed",
    "Price",
    "Question",
    "Rejected",
    "Reserved",
    "Terms",
    "consume",
    "expire",
    "expire_due",
    "expire_reservations",
    "in_force_of",
    "may_deliver",
    "may_deliver_many",
    "put_in_force",
    "question",
    "reject_load",
    "release",
    "reserve",
    "resume",
    "reverse",
    "revoke",
    "supersede",
    "suspend",
    "versions_of",
]
