"""Mail as strangers write it: plain messages, returned ones, certified ones with a provider's signature."""

from __future__ import annotations

from base64 import encodebytes
from datetime import datetime
from email.message import EmailMessage
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import SMTP
from xml.sax.saxutils import escape

from tests.documents import signing

OURS = "0001@ecoverde.example"
PROVIDER = "Posta Certificata di prova"


def mail(
    text: str = "Buongiorno, in allegato il certificato.",
    *,
    files: tuple[tuple[str, bytes], ...] = (),
    html: str = "",
    **headers: str,
) -> bytes:
    """An ordinary message; `Message_ID="<...>"` sets a header, an empty value leaves it out."""
    known = {
        "From": "Mario Rossi <mario@rossi.example>",
        "To": "ufficio@ecoverde.example",
        "Subject": "Certificato di analisi",
        "Date": "Mon, 16 Nov 2026 10:15:00 +0100",
        "Message-ID": "<a1@rossi.example>",
    }
    message = EmailMessage(policy=SMTP)
    for name, value in {**known, **{name.replace("_", "-"): value for name, value in headers.items()}}.items():
        if value:
            message[name] = value
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def bounce(about: str = OURS, *, address: str = "nobody@rossi.example", action: str = "failed") -> bytes:
    """A returned mail by the book (RFC 3464)."""
    status = "5.1.1" if action == "failed" else "4.4.1"
    return (
        "From: MAILER-DAEMON@mx.example\r\nTo: ufficio@ecoverde.example\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\n"
        "Message-ID: <b1@mx.example>\r\nDate: Mon, 16 Nov 2026 10:20:00 +0100\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="=_x"\r\n\r\n'
        "--=_x\r\nContent-Type: text/plain\r\n\r\nThis is the mail system.\r\n"
        "--=_x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; {address}\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 User unknown\r\n\r\n"
        "--=_x\r\nContent-Type: message/rfc822\r\n\r\nFrom: ufficio@ecoverde.example\r\n"
        f"Message-ID: <{about}>\r\nSubject: Sollecito\r\n\r\nTesto\r\n--=_x--\r\n"
    ).encode()


def daticert(
    kind: str,
    *,
    about: str = OURS,
    recipient: str = "",
    recipients: tuple[str, ...] = ("rossi@pec.example.it",),
    error: str = "nessuno",
    sender: str = "ecoverde@pec.example.it",
    day: str = "16/11/2026",
    extent: str = "completa",
) -> bytes:
    """A daticert.xml after the document type of the technical rules."""
    to = "".join(f'<destinatari tipo="certificato">{escape(one)}</destinatari>' for one in recipients)
    delivered = f'<ricevuta tipo="{extent}"/>' if kind == "avvenuta-consegna" else ""
    whom = f"<consegna>{escape(recipient)}</consegna>" if recipient else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<postacert tipo="{kind}" errore="{error}"><intestazione><mittente>{escape(sender)}</mittente>{to}'
        f"<risposte>{escape(sender)}</risposte><oggetto>Diffida</oggetto></intestazione>"
        f'<dati><gestore-emittente>{PROVIDER}</gestore-emittente><data zona="+0100"><giorno>{day}</giorno>'
        f"<ora>10:16:00</ora></data><identificativo>opec2026.{kind}</identificativo>"
        f"<msgid>&lt;{escape(about)}&gt;</msgid>{delivered}{whom}</dati></postacert>"
    ).encode()


def certified(
    kind: str,
    *,
    about: str = OURS,
    recipient: str = "",
    own: str = "",
    header: str = "",
    inside: bytes = b"",
    by: signing.Identity | None = None,
    signed: bool = True,
    xml: bytes = b"",
    recipients: tuple[str, ...] = ("rossi@pec.example.it",),
    sender: str = "ecoverde@pec.example.it",
    error: str = "nessuno",
) -> bytes:
    """A receipt, or with "posta-certificata" the envelope of a message; signed as a provider signs it."""
    body = MIMEMultipart("mixed")
    body.attach(MIMEText("Ricevuta di posta certificata", "plain", "utf-8"))
    told = xml or daticert(kind, about=about, recipient=recipient, recipients=recipients, sender=sender, error=error)
    body.attach(_part("application", "xml", "daticert.xml", told))
    if inside:
        nested = MIMEBase("message", "rfc822")
        nested.add_header("Content-Disposition", "inline", filename="postacert.eml")
        nested.set_payload(inside.decode("latin-1"))
        body.attach(nested)
    signed_part = body.as_bytes(policy=SMTP)
    name = "X-Trasporto" if kind == "posta-certificata" else "X-Ricevuta"
    head = (
        f"From: posta-certificata@gestore.example\r\nTo: ecoverde@pec.example.it\r\n"
        f"Subject: {kind.upper()}: Diffida\r\nMessage-ID: <{own or f'opec.{kind}.{recipient}@gestore.example'}>\r\n"
        "Date: Mon, 16 Nov 2026 10:16:05 +0100\r\n"
        f"{name}: {header or kind}\r\nX-Riferimento-Message-ID: <{about}>\r\nMIME-Version: 1.0\r\n"
    ).encode()
    if not signed:
        return head + signed_part
    return head + _sealed(signed_part, by)


def _sealed(content: bytes, by: signing.Identity | None) -> bytes:
    signature = _part("application", "x-pkcs7-signature", "smime.p7s", signing.p7m(content, by, detached=True))
    return b"\r\n".join(
        (
            b'Content-Type: multipart/signed; protocol="application/x-pkcs7-signature"; boundary="=_pec"',
            b"",
            b"--=_pec",
            content,
            b"--=_pec",
            signature.as_bytes(policy=SMTP),
            b"--=_pec--",
            b"",
        )
    )


def _part(main: str, sub: str, name: str, content: bytes) -> MIMEBase:
    part = MIMEBase(main, sub, name=name)
    part.add_header("Content-Disposition", "attachment", filename=name)
    part.add_header("Content-Transfer-Encoding", "base64")
    part.set_payload(encodebytes(content).decode())
    return part


NOW = datetime.fromisoformat("2026-11-16T10:00:00+00:00")
