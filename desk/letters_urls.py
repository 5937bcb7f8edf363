"""Addresses of letters: their templates, the company's paper, and the letters of a case."""

from __future__ import annotations

from django.urls import path

from desk.views import case_letters, letter_templates, letterhead, letters

TEMPLATE = "letters/<slug:process>/<slug:kind>/<slug:language>"

patterns = [
    path("letters/", letters.LettersView.as_view(), name="letters"),
    path("letters/fields/<slug:process>/", letters.FieldsView.as_view(), name="letter-fields"),
    path("letterhead/", letterhead.LetterheadView.as_view(), name="letterhead"),
    path("letterhead/logo/", letterhead.LogoView.as_view(), name="letterhead-logo"),
    path(f"{TEMPLATE}/", letter_templates.TemplateView.as_view(), name="letter-template"),
    path(f"{TEMPLATE}/preview/", letter_templates.PreviewView.as_view(), name="letter-preview"),
    path(f"{TEMPLATE}/preview/file/", letter_templates.TrialFileView.as_view(), name="letter-trial"),
    path(f"{TEMPLATE}/versions/<int:version>/", letter_templates.VersionFileView.as_view(), name="letter-version"),
    path("cases/<str:number>/letters/", case_letters.LettersView.as_view(), name="case-letters"),
    path("cases/<str:number>/letters/<uuid:key>/pdf/", case_letters.PdfView.as_view(), name="letter-pdf"),
]
