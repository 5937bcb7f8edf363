"""Mail that came in: answers filed with their cases by themselves, and what a person has to look at."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import TYPE_CHECKING, Final

from cases.models import Case
from desk.demo.papers import signed_paper
from documents.models import Direction, Mailbox, Message
from documents.services.intake.files import DUTIES
from documents.services.intake.filing import read
from documents.services.intake.keeping import keep_fetched
from registry.actors import SYSTEM

if TYPE_CHECKING:
    from datetime import datetime

    from desk.demo.world import World
    from documents.models import MailAccount

ANSWERS: Final = (
    (
        "Buongiorno,\n\nconfermiamo di aver ricevuto la vostra comunicazione. Il conferimento può partire "
        "già dalla prossima settimana?\n\nGrazie\nUgo Mazzotti",
        "",
    ),
    (
        "Buongiorno,\n\nin allegato quanto richiesto, firmato dal legale rappresentante.\n"
        "Restiamo in attesa di un vostro riscontro.\n\nCordiali saluti\nPaola Fabbri",
        "Dichiarazione firmata",
    ),
    (
        "Buongiorno,\n\nil laboratorio ci consegna il rapporto di prova entro venerdì: lo inoltriamo appena arriva.\n"
        "Alleghiamo intanto il verbale di campionamento.\n\nIrene Savini",
        "Verbale di campionamento",
    ),
)
HOURS_AGO: Final = (25, 23, 1)
STRANGER: Final = (
    "Ufficio Ambiente <info@lavorazionimetalli.example>",
    "Richiesta di preventivo per fanghi di lavorazione",
    "Buongiorno,\n\nsiamo una carpenteria di Cervia e dobbiamo smaltire circa 6 tonnellate l'anno di fanghi di "
    "lavorazione (codice 12 01 14*).\nVi chiediamo un'offerta e l'elenco dei documenti necessari per l'omologa.\n\n"
    "Cordiali saluti\nSandro Casadei",
)


class Box:
    """The mailbox of the office, into which mails are laid as if they had been fetched."""

    def __init__(self, world: World, account: MailAccount) -> None:
        self.world, self.holder, self.uid = world, "demo", 0
        self.mailbox = Mailbox.objects.create(company=world.company, account=account, holder=self.holder)
        self.address = account.address

    def lay(self, content: bytes, at: datetime) -> None:
        """Keep one mail and read it."""
        self.uid += 1
        kept = keep_fetched(content, mailbox=self.mailbox, holder=self.holder, uid_validity=1, uid=self.uid, now=at)
        read(kept, actor=SYSTEM(self.world.company.pk, DUTIES), now=at)

    def close(self, at: datetime) -> None:
        """Let the mailbox go."""
        Mailbox.objects.of(self.world.company).filter(pk=self.mailbox.pk).update(holder="", fetched_at=at)


def fill(world: World, account: MailAccount) -> None:
    """Answers to the newest mails of open cases, a stranger's question, a mail that came back from nowhere we know."""
    box, now = Box(world, account), world.office_hours(0)
    for message, (text, paper), hours in zip(_answered(world), ANSWERS, HOURS_AGO, strict=False):
        at = max(message.created_at, now - timedelta(hours=hours))
        box.lay(_answer(message, box.address, text, paper, at), at)
    sender, subject, text = STRANGER
    box.lay(_mail(sender, box.address, subject, text, now, "richiesta-0412@lavorazionimetalli.example").as_bytes(), now)
    box.lay(_bounce(box.address, now), now)
    box.close(now)


def _answered(world: World) -> list[Message]:
    """The newest message of ours of each of the open cases last written to."""
    rows = Message.objects.of(world.company).filter(direction=Direction.OUT, case__isnull=False)
    open_ = Case.objects.of(world.company).filter(closed_at__isnull=True)
    rows = rows.filter(case__in=open_, channel__in=("email", "pec")).exclude(status="failed")
    newest = {message.case_id: message for message in rows.order_by("created_at", "pk").prefetch_related("recipients")}
    return sorted(newest.values(), key=lambda message: (message.created_at, message.pk))[-len(ANSWERS) :]


def _answer(message: Message, to: str, text: str, paper: str, at: datetime) -> bytes:
    whom = message.recipients.all()[0]
    host = parseaddr(whom.address)[1].partition("@")[2]
    mail = _mail(
        f"{whom.name} <{whom.address}>", to, f"Re: {message.subject}", text, at, f"{message.key.hex[:12]}@{host}"
    )
    mail["In-Reply-To"] = message.rfc_message_id
    mail["References"] = message.rfc_message_id
    if paper:
        name = f"{paper.lower().replace(' ', '-')}.pdf"
        mail.add_attachment(signed_paper(paper), maintype="application", subtype="pdf", filename=name)
    return mail.as_bytes()


def _mail(sender: str, to: str, subject: str, text: str, at: datetime, own: str) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Date"], mail["Message-ID"] = format_datetime(at), f"<{own}>"
    mail.set_content(text)
    return mail


def _bounce(to: str, at: datetime) -> bytes:
    """A returned mail after RFC 3464, about one that this register never had."""
    about, gone = "<avviso-2291@posta.ecoverde.example>", "ufficio.acquisti@cantierigarbin.example"
    return (
        f"From: Mail Delivery System <MAILER-DAEMON@mx.cantierigarbin.example>\r\nTo: {to}\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\nMessage-ID: <20261120.7A31@mx.cantierigarbin.example>\r\n"
        f"Date: {format_datetime(at)}\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="=_r"\r\n\r\n'
        "--=_r\r\nContent-Type: text/plain\r\n\r\nThis is the mail system. Your message could not be delivered.\r\n"
        "--=_r\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.cantierigarbin.example\r\n\r\n"
        f"Final-Recipient: rfc822; {gone}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        f"Diagnostic-Code: smtp; 550 5.1.1 <{gone}>: Recipient address rejected: User unknown\r\n\r\n"
        f"--=_r\r\nContent-Type: message/rfc822\r\n\r\nFrom: {to}\r\nMessage-ID: {about}\r\n"
        "Subject: Chiusura natalizia degli impianti\r\n\r\n\r\n--=_r--\r\n"
    ).encode()
