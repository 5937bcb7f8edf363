"""The person who signs in; what he may do is a matter of memberships, company by company."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    """The languages the product speaks, each under its own name."""

    ITALIAN = "it", "Italiano"
    ENGLISH = "en", "English"


class UserManager(BaseUserManager["User"]):
    """Creates users with a lower-case address and finds them however it is typed."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A user with a hashed password; without one he cannot sign in until it is set."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """For `manage.py createsuperuser`; a superuser gets no duty in any company by it."""
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person, known by the e-mail address; shared by the companies he works for."""

    email = models.EmailField(_("e-mail"), max_length=254, unique=True)
    full_name = models.CharField(_("name and surname"), max_length=120)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.ITALIAN)
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]
    spans_companies: ClassVar[bool] = True

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = (
            models.CheckConstraint(name="user_email_in_lower_case", condition=models.Q(email=Lower(F("email")))),
        )

    def __str__(self) -> str:
        return self.full_name or self.email

    @property
    def name(self) -> str:
        """How the person is shown: the full name, or the address while it is missing."""
        return str(self)

    @property
    def initials(self) -> str:
        """One or two letters for the round picture."""
        words = str(self).split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    def clean(self) -> None:
        super().clean()
        self.email = self.email.strip().lower()
