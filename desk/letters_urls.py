"""Addresses of letters: their templates, the company's paper, and the letters of a case."""

from __future__ import annotations

from django.urls import path

from desk.views import case_letters, email_texts, letter_previews, letter_templates, letterhead, letters

TEMPLATE = "letters/<slug:process>/<slug:kind>/<slug:language>"

patterns = [
    path("letters/", letters.LettersView.as_view(), name="letters"),
    path("letters/fields/<slug:process>/", letters.FieldsView.as_view(), name="letter-fields"),
    path("letterhead/", letterhead.LetterheadView.as_view(), name="letterhead"),
    path("letterhead/logo/", letterhead.LogoView.as_view(), name="letterhead-logo"),
    path(f"{TEMPLATE}/", letter_templates.TemplateView.as_view(), name="letter-template"),
    path(f"{TEMPLATE}/preview/", letter_previews.PreviewView.as_view(), name="letter-preview"),
    path(f"{TEMPLATE}/preview/file/", letter_previews.TrialFileView.as_view(), name="letter-trial"),
    path(f"{TEMPLATE}/versions/<int:version>/", letter_previews.VersionFileView.as_view(), name="letter-version"),
    path(f"{TEMPLATE}/email/", email_texts.EmailTextView.as_view(), name="email-template"),
    path(f"{TEMPLATE}/email/preview/", email_texts.EmailPreviewView.as_view(), name="email-preview"),
    path(f"{TEMPLATE}/email/versions/<int:version>/", email_texts.EmailVersionView.as_view(), name="email-version"),
    path("cases/<str:number>/letters/", case_letters.LettersView.as_view(), name="case-letters"),
    path("cases/<str:number>/letters/<uuid:key>/pdf/", case_letters.PdfView.as_view(), name="letter-pdf"),
]
