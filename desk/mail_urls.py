"""Addresses of mail that came in, and of appointments."""

from __future__ import annotations

from django.urls import path

from desk.views import mail

patterns = [
    path("mail/", mail.TrayView.as_view(), name="mail"),
    path("mail/<uuid:key>/", mail.MessageView.as_view(), name="mail-message"),
    path("mail/<uuid:key>/file/", mail.FileView.as_view(), name="mail-file"),
    path("mail/<uuid:key>/aside/", mail.AsideView.as_view(), name="mail-aside"),
    path("mail/receipts/<int:pk>/", mail.EvidenceView.as_view(), name="mail-evidence"),
    path("cases/<str:number>/mail/", mail.DropOnCaseView.as_view(), name="case-mail"),
]
