"""What happens in the stories of the demo, step by step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Final

from cases.models import WorkItem
from cases.services import holds
from cases.services.comments import comment
from cases.services.work import take
from desk.areas.waste_approval import papers
from desk.areas.waste_approval.renewals import change_sheet, conclude_anew
from desk.areas.waste_approval.telling import Telling
from workflows.waste_approval.models import WasteApproval

Step = Callable[[Telling], None]
JUDGEMENT: Final = "Il rifiuto rientra nell'autorizzazione e nei limiti dell'impianto; campione conforme alla scheda."
PRESCRIPTIONS: Final = (
    "Conferire solo su prenotazione.\nPresentare il formulario con il riferimento all'omologa.",
    "Imballaggi chiusi ed etichettati.",
    "",
)
CONDITIONS: Final = ("Pagamento a 30 giorni fine mese.", "Prezzo valido per carichi completi.", "")
REASONS: Final = (
    "Impianto in saturazione per questo codice.",
    "La composizione non è compatibile con la linea di trattamento.",
)
WITHDRAWALS: Final = (
    "Il produttore ha scelto un altro impianto.",
    "Lavorazione cessata: il rifiuto non si produce più.",
)
SUSPENSIONS: Final = (
    "Carico respinto: presenza di materiale estraneo.",
    "Verifica in corso dopo un controllo di ARPAE.",
)
REVOCATIONS: Final = (
    "Rifiuto difforme dalla scheda in due conferimenti.",
    "Variazione del ciclo produttivo non comunicata.",
)


def of(texts: tuple[str, ...], telling: Telling) -> str:
    """The text whose turn it is."""
    return texts[telling.index % len(texts)]


def send(telling: Telling) -> None:
    telling.move("send_to_customer", "backoffice", 2, note="Inviata via PEC per la firma.")


def ask_documents(telling: Telling) -> None:
    telling.move("ask_for_documents", "backoffice", 5, reason="Manca il certificato di analisi aggiornato.")


def submit(telling: Telling) -> None:
    telling.move("submit", "backoffice", 2)


def give_back(telling: Telling) -> None:
    telling.move("return_to_draft", "backoffice", 5, reason="Manca la descrizione del ciclo produttivo.")


def pass_on(telling: Telling) -> None:
    """What the administrative check asks for comes in signed, and is verified."""
    papers.hand_in(telling, "pass_on")
    telling.move("pass_on", "backoffice", 2)


def bring_analysis(telling: Telling) -> None:
    """The analysis comes in; where the plant has limits it is verified, and there is too much lead in it."""
    limited = telling.waste.code in dict(papers.LIMITED)
    papers.attach_analysis(telling, verified=limited, out=limited)


def prove(telling: Telling) -> None:
    """The analysis, and whatever else the decision asks for."""
    papers.attach_analysis(telling, verified=True)
    papers.hand_in(telling, "conclude_review", "approve")


def begin_review(telling: Telling) -> None:
    """Every second review is taken by the technical reviewer, some with a comment, some with a check ended."""
    actor = telling.world.actors["tecnico"]
    if telling.index % 2 == 0:
        items = WorkItem.objects.of(telling.case.company_id).filter(case=telling.case, step="chemistry", status="open")
        for item in items:
            take(item, actor=actor, now=telling.later(1))
    else:
        telling.check("tecnico", "authorisation")
    if telling.index % 4 == 0:
        text = "Sentito il produttore: il campione arriva in settimana."
        comment(telling.case, text, actor=actor, now=telling.later(2))
    telling.refresh()


def try_in_vain(telling: Telling) -> None:
    """The reviewer would conclude at once; the refusal and its reasons are noted on the case."""
    reasons = telling.attempt("conclude_review", "tecnico", judgement=JUDGEMENT)
    if reasons:
        text = " ".join(("La verifica non si può ancora chiudere.", *reasons))
        comment(telling.case, text, actor=telling.world.actors["tecnico"], now=telling.later(1))
        telling.refresh()


def check_everything(telling: Telling) -> None:
    if telling.case.dossier.needs_laboratory:
        received = telling.later(2).date()
        sample = {"sample_number": f"C-{900 + telling.index}", "sample_received_on": received}
        telling.move("register_sample", "laboratorio", 1, **sample)
    telling.check("laboratorio", "sampling", "laboratory")
    telling.check("tecnico", "chemistry", "transport", "authorisation")


def doubt(telling: Telling) -> None:
    """The chemist wants to know more before he says yes."""
    reason = "Serve il profilo dei solventi alogenati."
    telling.check("tecnico", "chemistry", outcome="needs_integration", reason=reason)
    telling.move("ask_for_integration", "tecnico", 2, reason=reason)


def conclude(telling: Telling) -> None:
    papers.hand_in(telling, "conclude_review")
    words = {"judgement": JUDGEMENT, "prescriptions": of(PRESCRIPTIONS, telling)}
    telling.move("conclude_review", "tecnico", 6, **words)


def reject(telling: Telling) -> None:
    telling.move("reject", "tecnico", 20, reason=of(REASONS, telling))


def withdraw(telling: Telling) -> None:
    telling.move("withdraw", "backoffice", 25, reason=of(WITHDRAWALS, telling))


def approve(telling: Telling) -> None:
    """What the rules of the day ask for that those of the review did not comes in first."""
    papers.hand_in(telling, "approve")
    price = Decimal(telling.world.dice.randrange(4500, 38000)) / 100
    telling.move("approve", "commerciale", 12, price_per_tonne=price, conditions=of(CONDITIONS, telling))


def lapse(telling: Telling) -> None:
    """Its last day passes."""
    until = telling.case.dossier.valid_to
    if until < telling.world.today:
        telling.by_itself("expire", until + timedelta(days=1))


def suspend(telling: Telling) -> None:
    telling.wait(8)
    telling.move("suspend", "tecnico", 3, reason=of(SUSPENSIONS, telling))


def revoke(telling: Telling) -> None:
    telling.wait(40)
    telling.move("revoke", "commerciale", 3, reason=of(REVOCATIONS, telling))


def renew(telling: Telling) -> None:
    """Two months before its end a new version is begun, which the reactions open, and later replaces it."""
    old = telling.case
    telling.wait((old.dossier.valid_to - telling.at.date()).days - 58)
    telling.move("renew", "backoffice", 2)
    telling.relay()
    telling.case = old.linked_from.get(kind="renews").case
    telling.case.dossier = WasteApproval.objects.of(old.company_id).get(pk=telling.case.pk)
    telling.refresh()


def take_over(telling: Telling) -> None:
    telling.relay()


def hold(telling: Telling) -> None:
    """The clock stands still until the customer answers."""
    until = telling.world.today + timedelta(days=5 + telling.index % 9)
    stop = holds.Stop(reason="In attesa di risposta del produttore, avvisato per telefono.", until_on=until)
    holds.place(telling.case, stop, actor=telling.world.actors["backoffice"], now=telling.later(2))


REVIEW: Final[tuple[Step, ...]] = (submit, pass_on, prove, check_everything, conclude)
REVIEWED_ANEW: Final[tuple[Step, ...]] = (*REVIEW[:-1], conclude_anew)
APPROVAL: Final[tuple[Step, ...]] = (*REVIEW, approve)
STORIES: Final[dict[str, tuple[Step, ...]]] = {
    "draft": (),
    "sent": (send,),
    "documents": (submit, ask_documents, hold),
    "check": (submit,),
    "returned": (submit, give_back),
    "review": (submit, pass_on, bring_analysis, begin_review),
    "review_bare": (submit, pass_on, begin_review, try_in_vain),
    "integration": (submit, pass_on, doubt, hold),
    "commercial": REVIEW,
    "rejected": (submit, pass_on, prove, reject),
    "withdrawn": (submit, withdraw),
    "approved": (*APPROVAL, lapse),
    "lapsed": (*APPROVAL, lapse),
    "renewed": (*APPROVAL, renew, change_sheet, *REVIEWED_ANEW, approve, take_over),
    "renewing": (*APPROVAL, renew, change_sheet, submit),
    "renewing_reviewed": (*APPROVAL, renew, change_sheet, *REVIEWED_ANEW),
    "suspended": (*APPROVAL, suspend),
    "revoked": (*APPROVAL, revoke),
}
