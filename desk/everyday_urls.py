"""Addresses of everyday acts: on cases and work, notices, people, dispatches. Nouns, so that no step is hidden."""

from __future__ import annotations

from django.urls import path

from desk.views import (
    acting,
    bulk,
    corrections,
    deadlines,
    dispatches,
    expiring,
    exports,
    following,
    handing,
    holds,
    links,
    mass_letters,
    notices,
    people,
    saved_views,
)

patterns = [
    path("acting/", acting.ActingView.as_view(), name="acting"),
    path("notices/", notices.NoticesView.as_view(), name="notices"),
    path("cases/views/", saved_views.SaveView.as_view(), name="views"),
    path("cases/views/<int:view>/delete/", saved_views.DeleteView.as_view(), name="delete-view"),
    path("cases/file.<str:kind>", exports.ExportView.as_view(), name="export"),
    path("cases/selected/", bulk.SelectedView.as_view(), name="selected"),
    path("cases/matching/", bulk.MatchingView.as_view(), name="matching"),
    path("cases/selected/letter/", mass_letters.SelectedLettersView.as_view(), name="selected-letter"),
    path("cases/matching/letter/", mass_letters.MatchingLettersView.as_view(), name="matching-letter"),
    path("cases/jobs/<uuid:key>/", bulk.JobView.as_view(), name="bulk-job"),
    path("cases/<str:number>/following/", following.FollowingView.as_view(), name="following"),
    path("cases/<str:number>/links/", links.LinkView.as_view(), name="links"),
    path("cases/<str:number>/links/<int:link>/", links.UnlinkView.as_view(), name="unlink"),
    path("cases/<str:number>/holds/", holds.PlaceView.as_view(), name="holds"),
    path("cases/<str:number>/holds/<int:hold>/", holds.LiftView.as_view(), name="lift"),
    path("cases/<str:number>/deadlines/<int:deadline>/", deadlines.ExtendView.as_view(), name="extend"),
    path("cases/<str:number>/corrections/", corrections.CorrectView.as_view(), name="corrections"),
    path("work/<int:item>/hand-over/", handing.HandOverView.as_view(), name="hand-over"),
    path("work/<int:item>/put-off/", handing.PutOffView.as_view(), name="put-off"),
    path("work/<int:item>/call-back/", handing.CallBackView.as_view(), name="call-back"),
    path("work/<int:item>/dismiss/", handing.DismissView.as_view(), name="dismiss"),
    path("work/<int:item>/again/", handing.AgainView.as_view(), name="again"),
    path("documents/expiring/", expiring.ExpiringDocumentsView.as_view(), name="expiring-documents"),
    path(
        "documents/expiring/file.<str:kind>",
        expiring.ExpiringDocumentsFileView.as_view(),
        name="expiring-documents-file",
    ),
    path("people/", people.PeopleView.as_view(), name="people"),
    path("people/substitutions/", people.GrantView.as_view(), name="grant"),
    path("people/substitutions/<int:substitution>/revoke/", people.RevokeView.as_view(), name="revoke"),
    path("people/absences/", people.AbsenceView.as_view(), name="absence"),
    path("people/absences/<int:absence>/remove/", people.RemoveAbsenceView.as_view(), name="remove-absence"),
    path("dispatches/", dispatches.DispatchesView.as_view(), name="dispatches"),
    path("dispatches/<int:dispatch>/", dispatches.DispatchView.as_view(), name="dispatch"),
    path("dispatches/<int:dispatch>/retry/", dispatches.RetryView.as_view(), name="retry"),
    path("dispatches/<int:dispatch>/drop/", dispatches.DropView.as_view(), name="drop"),
]
