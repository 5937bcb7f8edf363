"""Properties are about answers, not about how long a busy machine takes for the first of them."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("rules", deadline=None)
settings.load_profile("rules")
