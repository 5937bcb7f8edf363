"""Addresses of mailings, of the lists they go to, and where their links lead."""

from __future__ import annotations

from django.urls import path

from desk.views import unsubscribing
from desk.views.mailings import lists, one, writing

MAILING = "messages/mailings/<uuid:key>"

public = path("unsubscribe/<str:token>/", unsubscribing.UnsubscribeView.as_view(), name="unsubscribe")

patterns = [
    path("messages/mailings/", writing.AllMailingsView.as_view(), name="mailings"),
    path("messages/mailings/new/", writing.NewMailingView.as_view(), name="new-mailing"),
    path(f"{MAILING}/", one.MailingView.as_view(), name="mailing"),
    path(f"{MAILING}/edit/", writing.EditMailingView.as_view(), name="edit-mailing"),
    path(f"{MAILING}/trial/", one.TryView.as_view(), name="try-mailing"),
    path(f"{MAILING}/test/", one.TestView.as_view(), name="test-mailing"),
    path(f"{MAILING}/papers/", one.PapersView.as_view(), name="mailing-papers"),
    path(f"{MAILING}/customers/<slug:kind>/", one.MailingFileView.as_view(), name="mailing-file"),
    path("messages/lists/", lists.ListsView.as_view(), name="customer-lists"),
    path("messages/lists/new/", lists.NewListView.as_view(), name="new-customer-list"),
    path("messages/lists/<int:pk>/", lists.ListView.as_view(), name="customer-list"),
]
