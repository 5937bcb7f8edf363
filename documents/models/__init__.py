"""The tables of this package."""

from __future__ import annotations

from documents.models.account import MailAccount, MailKind, Security
from documents.models.appointment import Appointment, AppointmentKind, AppointmentStatus
from documents.models.certificate import Certificate, ExpiryWarning, Measurement
from documents.models.customer_list import CustomerList, ListedCustomer
from documents.models.document import Document, DocumentStatus
from documents.models.evidence import Evidence, EvidenceKind
from documents.models.extract import DocumentText
from documents.models.incoming import Incoming, IncomingState, Mailbox
from documents.models.letter import Letter, Letterhead, PdfState
from documents.models.mailing import (
    Mailing,
    MailingPaper,
    MailingPurpose,
    MailingRow,
    MailingStatus,
    MailingText,
    WhyNot,
)
from documents.models.message import (
    Attachment,
    Channel,
    Copy,
    Direction,
    Message,
    MessageStatus,
    Recipient,
    RecipientStatus,
)
from documents.models.posting import PrintBatch
from documents.models.sending import SendingRule
from documents.models.signature import RevocationList, Seal, SignatureReport, TrustAnchor
from documents.models.stored_file import ScanState, StoredFile
from documents.models.template import LetterTemplate, TemplateFinal

__all__ = [
    "Appointment",
    "AppointmentKind",
    "AppointmentStatus",
    "Attachment",
    "Certificate",
    "Channel",
    "Copy",
    "CustomerList",
    "Direction",
    "Document",
    "DocumentStatus",
    "DocumentText",
    "Evidence",
    "EvidenceKind",
    "ExpiryWarning",
    "Incoming",
    "IncomingState",
    "Letter",
    "LetterTemplate",
    "Letterhead",
    "ListedCustomer",
    "MailAccount",
    "MailKind",
    "Mailbox",
    "Mailing",
    "MailingPaper",
    "MailingPurpose",
    "MailingRow",
    "MailingStatus",
    "MailingText",
    "Measurement",
    "Message",
    "MessageStatus",
    "PdfState",
    "PrintBatch",
    "Recipient",
    "RecipientStatus",
    "RevocationList",
    "ScanState",
    "Seal",
    "Security",
    "SendingRule",
    "SignatureReport",
    "StoredFile",
    "TemplateFinal",
    "TrustAnchor",
    "WhyNot",
]
