"""A page that is one form over one service: the service is the judge, its errors land on the fields they name."""

from __future__ import annotations

from typing import Any, ClassVar

from desk.forms.customers import ServiceForm
from desk.views.asking import AskingView
from registry.duties import require


class ServiceFormView(AskingView):
    """A form for who has the duty. Below: `form_class`, `duty`, `words`, `act`, `back`."""

    duty: ClassVar[str]
    form_class: ClassVar[type[ServiceForm]]

    def enter(self, **kwargs: Any) -> None:
        """What the address names first (404), then the duty (403)."""
        self.load(**kwargs)
        require(self.actor, self.duty)

    def load(self, **kwargs: Any) -> None:
        """Find the row; raises Http404."""

    def initial(self) -> dict[str, Any]:
        """What the form shows at first."""
        return {}

    def form(self, typed: Any) -> ServiceForm:
        """The form, bound to what was typed or not."""
        return self.form_class(typed) if typed is not None else self.form_class(initial=self.initial())
