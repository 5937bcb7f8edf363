"""Addresses of the authorities a company trusts."""

from __future__ import annotations

from django.urls import path

from desk.views import trust

patterns = [
    path("trust/", trust.TrustView.as_view(), name="trust"),
    path("trust/seal/", trust.SealView.as_view(), name="seal"),
    path("trust/seal/remove/", trust.UnsealView.as_view(), name="unseal"),
    path("trust/new/", trust.AddTrustView.as_view(), name="add-trust"),
    path("trust/lists/new/", trust.AddListView.as_view(), name="add-revocation-list"),
    path("trust/lists/<int:list>/remove/", trust.RemoveListView.as_view(), name="remove-revocation-list"),
    path("trust/<int:anchor>/remove/", trust.DistrustView.as_view(), name="distrust"),
]
