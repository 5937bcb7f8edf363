"""How every form looks: one renderer, one bound field. Forms of processes need to know nothing of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting

CONTROLS = {"checkbox": "form-check-input", "radio": "form-check-input", "select": "form-select"}


class DeskBoundField(BoundField):
    """A bound field whose widget carries the style sheet's class for its kind."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """Django's attributes (required, aria-invalid, aria-describedby) and ours."""
        widget = widget or self.field.widget
        built = super().build_widget_attrs(attrs, widget)
        kind = getattr(widget, "input_type", "")
        classes = [widget.attrs.get("class", ""), CONTROLS.get(kind, "form-control")]
        return {**built, "class": " ".join(filter(None, classes))}


class DeskRenderer(TemplatesSetting):
    """Django's renderer over the project's templates, with our field and our bound field."""

    form_template_name = "desk/components/form.html"
    field_template_name = "desk/components/field.html"
    bound_field_class = DeskBoundField
