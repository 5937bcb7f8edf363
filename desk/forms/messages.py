"""Writing a message, booking what became of it, choosing letters to print, accounts and rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from cases.definition.fields import DayField
from desk.forms.customers import ServiceForm
from documents.models import Channel, Direction, EvidenceKind, MailKind, MessageStatus, Security
from documents.queries.messages import Asked

ANY = ("", _("all"))


def words(label: Any, *, rows: int = 1, required: bool = False, longest: int = 500, hint: Any = "") -> forms.CharField:
    """A field for words, on one line or several."""
    widget = forms.TextInput() if rows == 1 else forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=longest, widget=widget, help_text=hint)


def offer(form: forms.Form, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
    """Give a field its choices; a field without any is taken out."""
    field = form.fields[name]
    if not choices:
        del form.fields[name]
    elif isinstance(field, forms.ChoiceField):
        field.choices = list(choices)


class RegisterFilters(forms.Form):
    """How the register is narrowed."""

    words = words(_("Words"), longest=100)
    direction = forms.ChoiceField(label=_("Direction"), required=False, choices=[ANY, *Direction.choices])
    channel = forms.ChoiceField(label=_("Way"), required=False, choices=[ANY, *Channel.choices])
    status = forms.ChoiceField(label=_("State"), required=False, choices=[ANY, *MessageStatus.choices])
    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("To"), required=False)

    def __init__(self, given: Any) -> None:
        super().__init__(given, label_suffix="")

    def asked(self) -> Asked:
        """What was asked for; nonsense narrows nothing."""
        self.is_valid()
        known = {name: value for name, value in self.cleaned_data.items() if value}
        return Asked(**known)


class SendForm(ServiceForm):
    """A message about to be written; which fields there are depends on the way it goes."""

    to = forms.MultipleChoiceField(label=_("Recipients"), required=False, widget=forms.CheckboxSelectMultiple)
    others = words(_("Other addresses"), rows=2, longest=2000, hint=_("One on each line."))
    copies = words(_("Copy to"), rows=2, longest=2000, hint=_("One on each line."))
    name = words(_("Another recipient"), longest=200)
    street = words(_("Street and number"), longest=200)
    postal_code = words(_("Postal code"), longest=10)
    city = words(_("Town"), longest=100)
    province = words(_("Province"), longest=2)
    country = words(_("Country"), longest=2, hint=_("Two letters; empty is IT."))
    subject = words(_("Subject"), longest=300)
    body = words(_("Text of the message"), rows=10, longest=20000)
    letter = forms.ChoiceField(label=_("Letter"), required=False)
    documents = forms.MultipleChoiceField(label=_("Documents"), required=False, widget=forms.CheckboxSelectMultiple)
    account = forms.ChoiceField(label=_("From"), required=False)
    key = forms.UUIDField(widget=forms.HiddenInput)
    reply = forms.UUIDField(widget=forms.HiddenInput, required=False)

    MAIL = frozenset(("others", "copies", "account"))
    POST = frozenset(("name", "street", "postal_code", "city", "province", "country"))
    OTHER = frozenset(("others",))

    def __init__(
        self,
        *args: Any,
        channel: str,
        people: Sequence[tuple[str, str]],
        letters: Sequence[tuple[str, str]],
        documents: Sequence[tuple[str, str]],
        accounts: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        ways = {
            Channel.EMAIL: self.MAIL,
            Channel.PEC: self.MAIL,
            Channel.POST: self.POST,
            Channel.REGISTERED: self.POST,
        }
        for name in (self.MAIL | self.POST) - ways.get(Channel(channel), self.OTHER):
            del self.fields[name]
        offer(self, "to", people)
        offer(self, "letter", [("", _("none")), *letters] if letters else [])
        offer(self, "documents", documents)
        if "account" in self.fields:
            offer(self, "account", accounts if len(accounts) > 1 else [])

    def groups(self) -> list[Any]:
        """The fields under their headings."""
        said = ("subject", "body", "letter", "documents", "key", "reply")
        people = [name for name in self.fields if name not in said]
        return [
            (pgettext("recipient", "To"), [self[name] for name in people]),
            (str(_("What it says")), [self[name] for name in said if name in self.fields]),
        ]


class BookForm(forms.Form):
    """What happened to a message, on which day, and the paper that shows it."""

    kind = forms.ChoiceField(label=_("What happened"))
    on = DayField(label=_("Day"))
    number = words(_("Registered number"), longest=40)
    words = words(_("In words"), longest=300)
    file = forms.FileField(label=_("Receipt, card or signed copy"), required=False)

    def __init__(self, *args: Any, kinds: Sequence[EvidenceKind], is_registered: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", [(kind.value, kind.label) for kind in kinds])
        if not is_registered:
            del self.fields["number"]


class BatchForm(forms.Form):
    """The letters of the next printing."""

    letters = forms.MultipleChoiceField(label=_("Letters"), widget=forms.CheckboxSelectMultiple)
    is_double_sided = forms.BooleanField(label=_("Printed on both sides"), required=False, initial=True)

    def __init__(self, *args: Any, letters: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "letters", letters)


class DayForm(forms.Form):
    """A day."""

    on = DayField(label=_("Day"))


class ReturnsForm(forms.Form):
    """Letters that came back, by their codes."""

    codes = forms.CharField(
        label=_("Codes"),
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 8, "autofocus": True}),
        help_text=_("One on each line, typed or scanned from page 1. What follows the code on its line is the reason."),
    )
    on = DayField(label=_("Came back on"))


class PostingsForm(forms.Form):
    """Registered letters handed to the post office."""

    lines = forms.CharField(
        label=_("Codes and registered numbers"),
        max_length=40000,
        widget=forms.Textarea(attrs={"rows": 8, "autofocus": True}),
        help_text=_("On each line the code of page 1, a space, and the number of the post office's receipt."),
    )
    on = DayField(label=_("Posted on"))


class AccountForm(ServiceForm):
    """A mail account; passwords are typed and never shown."""

    name = words(_("Name"), longest=80, hint=_("What your colleagues call it when they choose it."))
    kind = forms.ChoiceField(label=_("Kind"), choices=MailKind.choices)
    address = words(_("Address"), longest=254)
    display_name = words(_("Sender's name"), longest=120)
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)
    smtp_host = words(_("SMTP server"), longest=253)
    smtp_port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535, initial=587)
    smtp_security = forms.ChoiceField(label=_("Security"), choices=Security.choices, initial=Security.STARTTLS)
    smtp_user = words(_("User"), longest=254)
    smtp_password = forms.CharField(label=_("Password"), required=False, widget=forms.PasswordInput, max_length=200)
    imap_host = words(_("IMAP server"), longest=253)
    imap_port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535, initial=993)
    imap_security = forms.ChoiceField(label=_("Security"), choices=Security.choices, initial=Security.TLS)
    imap_user = words(_("User"), longest=254)
    imap_password = forms.CharField(label=_("Password"), required=False, widget=forms.PasswordInput, max_length=200)
    imap_folder = words(_("Folder"), longest=120)
    authority = forms.CharField(
        label=_("Certificate of the authority"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=_("Only for a server with a certificate of its own: the PEM text of who issued it."),
    )

    layout = (
        ("", ("name", "kind", "address", "display_name", "is_active")),
        (_("Sending (SMTP)"), ("smtp_host", "smtp_port", "smtp_security", "smtp_user", "smtp_password")),
        (
            _("Receiving (IMAP)"),
            ("imap_host", "imap_port", "imap_security", "imap_user", "imap_password", "imap_folder"),
        ),
        (_("Protection of the line"), ("authority",)),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("smtp_password", "imap_password"):
            self.fields[name].help_text = _("Empty: the one in use stays. It is kept encrypted and never shown.")
            self.fields[name].widget.attrs["autocomplete"] = "new-password"
        self.fields["name"].required = self.fields["address"].required = True
        self.fields["imap_folder"].initial = "INBOX"


class TryForm(forms.Form):
    """Where a test message goes."""

    to = words(_("Send it to"), required=True, longest=254)


class RuleForm(ServiceForm):
    """How each kind of letter goes: a choice and a box per kind, named after process and letter."""

    def __init__(
        self, *args: Any, kinds: Sequence[tuple[str, str]], ways: Sequence[tuple[str, Any]], **kw: Any
    ) -> None:
        super().__init__(*args, **kw)
        for code, label in kinds:
            self.fields[f"way:{code}"] = forms.ChoiceField(label=label, required=False, choices=[("", "–"), *ways])
            self.fields[f"auto:{code}"] = forms.BooleanField(label=_("leaves by itself"), required=False)
