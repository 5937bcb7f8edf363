"""Words for values in templates: dates as people say them, numbers by language, codes, avatars."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import template
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from cases.queries.capped import Count
from desk import formats

register = template.Library()


def _machine(value: datetime | date) -> str:
    return localtime(value).isoformat(timespec="minutes") if isinstance(value, datetime) else value.isoformat()


def _time(value: datetime | date, words: str) -> SafeString:
    return format_html('<time datetime="{}" title="{}">{}</time>', _machine(value), formats.say_full(value), words)


@register.simple_tag(takes_context=True)
def moment(context: Mapping[str, Any], value: datetime | None) -> str:
    """When something happened: `ieri 16:05`, the full date on hover."""
    return _time(value, formats.say_moment(value, context["now"])) if value else ""


@register.simple_tag(takes_context=True)
def day(context: Mapping[str, Any], value: datetime | date | None) -> str:
    """A day in words: `venerdì 27 novembre`."""
    if value is None:
        return ""
    plain = formats.local(value).date() if isinstance(value, datetime) else value
    return _time(value, formats.say_day(plain, formats.local(context["now"]).date()))


@register.simple_tag(takes_context=True)
def on_day(context: Mapping[str, Any], value: datetime | date | None) -> str:
    """A day after a preposition, `dal 27 novembre`: never `dal oggi`, whose preposition would be another."""
    if value is None:
        return ""
    plain = formats.local(value).date() if isinstance(value, datetime) else value
    return _time(value, formats.say_date(plain, formats.local(context["now"]).date()))


@register.simple_tag(takes_context=True)
def due(context: Mapping[str, Any], value: datetime | date | None) -> str:
    """By when, coloured and with how late it is in words."""
    if value is None:
        return ""
    now = context["now"]
    late = formats.say_overdue(value, now)
    after = format_html('<span class="comma">, </span><span class="by">{}</span>', late) if late else ""
    when = _time(value, formats.say_due(value, now))
    return format_html('<span class="due {}">{}{}</span>', formats.due_tone(value, now), when, after)


@register.simple_tag(takes_context=True)
def brief(context: Mapping[str, Any], value: datetime | None) -> str:
    """A day for a narrow column: `16 nov`."""
    if value is None:
        return ""
    return _time(value, formats.say_brief(formats.local(value).date(), formats.local(context["now"]).date()))


@register.filter
def number(value: Decimal | float | int | None) -> str:
    """A number with the language's separators."""
    return "" if value is None else formats.say_number(value)


@register.filter
def money(value: Decimal | None) -> str:
    """An amount in euros."""
    return "" if value is None else formats.say_money(value)


@register.filter
def quantity(value: Decimal | float | int | None, unit: str) -> str:
    """A number with its unit."""
    return "" if value is None else formats.say_quantity(value, unit)


@register.filter
def filesize(value: int | None) -> str:
    """A file's size in words."""
    return "" if value is None else formats.say_size(value)


@register.filter
def waste_code(value: str) -> str:
    """`150110*` as `15 01 10*`."""
    return formats.say_waste_code(value)


@register.filter
def initials(name: str) -> str:
    """Two letters for an avatar."""
    return formats.initials(name)


@register.filter
def hue(name: str) -> int:
    """The avatar colour of a name, 0 to 5."""
    return formats.hue(name)


@register.filter
def capped(value: Count | int) -> str:
    """A count that stops counting: `1.000+`."""
    if isinstance(value, Count):
        return f"{formats.say_number(value.number)}{'+' if value.more else ''}"
    return formats.say_number(value)


@register.filter
def is_kind(field: BoundField, kind: str) -> bool:
    """Whether the widget of a field is of an input type: `checkbox`, `radio`, `file`..."""
    return getattr(field.field.widget, "input_type", "") == kind


@register.filter
def faulty(form: BaseForm) -> list[BoundField]:
    """The visible fields of a form that carry errors, in the form's order."""
    return [field for field in form if field.errors and not field.is_hidden]


@register.simple_tag(takes_context=True)
def with_query(context: Mapping[str, Any], **changes: object) -> str:
    """The present query with some keys changed; an empty value removes its key, `page` goes unless given."""
    query = {key: values for key, values in context["request"].GET.lists() if key != "page"}
    query |= {key: [str(value)] for key, value in changes.items()}
    pairs = [(key, value) for key, values in query.items() for value in values if value != ""]
    return f"?{urlencode(pairs)}"
