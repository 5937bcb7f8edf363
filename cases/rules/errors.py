"""What a rule raises when it cannot answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar


class RuleError(Exception):
    """A rule that cannot answer, said with a stable code and parameters.

    A page shows `gettext(error.template).format(**error.params)`; `str(error)` is the same in English.
    Every subclass lists its codes and their templates in `texts`.
    """

    texts: ClassVar[Mapping[str, str]] = {}

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    @property
    def template(self) -> str:
        """The English message with `str.format` placeholders named in `params`."""
        return self.texts[self.code]

    def __str__(self) -> str:
        return self.template.format(**self.params)
