"""Addresses of the pages only a waste approval has."""

from __future__ import annotations

from django.urls import path

from desk.areas.waste_approval import views

patterns = [
    path("waste-approvals/expiring/", views.ExpiringView.as_view(), name="expiring"),
    path("cases/<str:number>/comparison/", views.ComparisonView.as_view(), name="comparison"),
]
