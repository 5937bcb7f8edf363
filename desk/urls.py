"""Addresses of the desk: `/accounts/...` for the person, `/<company>/...` for the work."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path

from desk import (
    everyday_urls,
    letters_urls,
    mail_urls,
    mailings_urls,
    messages_urls,
    registry_urls,
    transport_urls,
    trust_urls,
)
from desk.areas import finding
from desk.billing_urls import patterns as billing_patterns
from desk.views import (
    accounts,
    case,
    cases,
    comments,
    customers,
    gallery,
    gate,
    home,
    opening,
    papers,
    policies,
    policy_drafts,
    policy_typing,
    processes,
    quantities,
    reading,
    transitions,
    work,
)

app_name = "desk"

POLICY = "policies/<slug:process>/<slug:kind>/<slug:code>"

in_company = [
    *everyday_urls.patterns,
    *billing_patterns,
    *registry_urls.patterns,
    *letters_urls.patterns,
    *messages_urls.patterns,
    *mail_urls.patterns,
    *mailings_urls.patterns,
    *transport_urls.patterns,
    *trust_urls.patterns,
    *finding.patterns(),
    path("", home.HomeView.as_view(), name="home"),
    path("search/", cases.QuickSearchView.as_view(), name="quick-search"),
    path("cases/", cases.CasesView.as_view(), name="cases"),
    path("cases/new/", opening.NewCaseView.as_view(), name="new-case"),
    path("cases/new/<slug:process>/", opening.OpenCaseView.as_view(), name="open-case"),
    path("cases/<str:number>/", case.CaseView.as_view(), name="case"),
    path("cases/<str:number>/documents/", papers.UploadView.as_view(), name="upload"),
    path("cases/<str:number>/reading/", reading.ReadingView.as_view(), name="reading"),
    path("cases/<str:number>/comments/", comments.CommentView.as_view(), name="comment"),
    path("cases/<str:number>/<slug:transition>/", transitions.TransitionView.as_view(), name="transition"),
    path("documents/<uuid:uuid>/", papers.FileView.as_view(), name="document"),
    path("documents/<uuid:uuid>/page/", reading.PageView.as_view(), name="document-page"),
    path("documents/<uuid:uuid>/verify/", papers.VerifyView.as_view(), name="verify"),
    path("documents/<uuid:uuid>/reject/", papers.RejectView.as_view(), name="reject"),
    path("work/<int:item>/take/", work.TakeView.as_view(), name="take"),
    path("work/<int:item>/release/", work.ReleaseView.as_view(), name="release"),
    path("work/<int:item>/end/", work.EndView.as_view(), name="end"),
    path("customers/", customers.CustomersView.as_view(), name="customers"),
    path("customers/new/", customers.NewCustomerView.as_view(), name="new-customer"),
    path("customers/<str:code>/", customers.CustomerView.as_view(), name="customer"),
    path("customers/<str:code>/documents/", papers.CustomerUploadView.as_view(), name="customer-upload"),
    path("customers/<str:code>/edit/", customers.EditCustomerView.as_view(), name="edit-customer"),
    path("plants/<str:code>/quantities/", quantities.QuantitiesView.as_view(), name="plant-quantities"),
    path("gate/", gate.GateView.as_view(), name="gate"),
    path("gate/<str:key>/", gate.LoadView.as_view(), name="gate-load"),
    path("positions/", gate.PositionsView.as_view(), name="positions"),
    path("processes/<slug:code>/", processes.ProcessView.as_view(), name="process"),
    path("policies/", policies.PoliciesView.as_view(), name="policies"),
    path(f"{POLICY}/", policies.PolicyView.as_view(), name="policy"),
    path(f"{POLICY}/draft/", policy_drafts.DraftView.as_view(), name="policy-draft"),
    path(f"{POLICY}/draft/row/", policy_typing.RowView.as_view(), name="policy-row"),
    path(f"{POLICY}/draft/findings/", policy_typing.FindingsView.as_view(), name="policy-findings"),
    path(f"{POLICY}/file.<str:format>", policies.PolicyFileView.as_view(), name="policy-file"),
]

urlpatterns = [
    path("", accounts.companies, name="companies"),
    path("accounts/login/", accounts.SignInView.as_view(), name="sign-in"),
    path("accounts/logout/", accounts.SignOutView.as_view(), name="sign-out"),
    path("accounts/password/", accounts.PasswordView.as_view(), name="password"),
    path("accounts/language/", accounts.language, name="language"),
    mailings_urls.public,
    path("<slug:company>/", include(in_company)),
]
if settings.DEBUG:
    urlpatterns.insert(0, path("accounts/components/<str:page>/", gallery.component_page, name="gallery"))
