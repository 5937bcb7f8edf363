"""Addresses of the papers of transport."""

from __future__ import annotations

from django.urls import path

from desk.views import note_series, transport, transport_issuing

ABOUT = "transport/of/<str:number>/<int:version>"

patterns = [
    path("transport/", transport.PapersView.as_view(), name="transport"),
    path("transport/series/", note_series.NoteSeriesView.as_view(), name="note-series"),
    path("transport/<str:number>/", transport.PaperView.as_view(), name="transport-paper"),
    path(
        "transport/<str:number>/pdf/", transport.PaperFileView.as_view(), {"part": transport.PDF}, name="transport-pdf"
    ),
    path(
        "transport/<str:number>/signed/",
        transport.PaperFileView.as_view(),
        {"part": transport.XFIR},
        name="transport-signed",
    ),
    path("transport/<str:number>/void/", transport.VoidView.as_view(), name="void-transport"),
    path("transport/<str:number>/xfir/", transport.XfirView.as_view(), name="transport-xfir"),
    path(f"{ABOUT}/", transport_issuing.AboutApprovalView.as_view(), name="transport-about"),
    path(f"{ABOUT}/<slug:kind>/", transport_issuing.IssueView.as_view(), name="issue-transport"),
    path("customers/<str:code>/delivery-note/", transport_issuing.CustomerNoteView.as_view(), name="customer-note"),
]
