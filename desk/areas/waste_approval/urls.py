"""Addresses of the pages only a waste approval has."""

from __future__ import annotations

from django.urls import path

from desk.areas.waste_approval import certificates, views

patterns = [
    path("waste-approvals/expiring/", views.ExpiringView.as_view(), name="expiring"),
    path("waste-approvals/certificates/", certificates.ToEnterView.as_view(), name="certificates-to-enter"),
    path("cases/<str:number>/certificates/", certificates.CertificatesView.as_view(), name="certificates"),
    path("cases/<str:number>/certificates/<uuid:uuid>/", certificates.CertificateView.as_view(), name="certificate"),
    path("cases/<str:number>/comparison/", views.ComparisonView.as_view(), name="comparison"),
]
