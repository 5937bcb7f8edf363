"""Addresses of mail that came in, and of appointments."""

from __future__ import annotations

from django.urls import path

from desk.views import appointments, classifying, mail, mail_receipts

APPOINTMENT = "cases/<str:number>/appointments/<int:appointment>"

patterns = [
    path("documents/<uuid:uuid>/kind/", classifying.ClassifyView.as_view(), name="document-kind"),
    path("mail/", mail.TrayView.as_view(), name="mail"),
    path("mail/<uuid:key>/", mail.MessageView.as_view(), name="mail-message"),
    path("mail/<uuid:key>/file/", mail.FileView.as_view(), name="mail-file"),
    path("mail/<uuid:key>/customer/", mail.FileWithCustomerView.as_view(), name="mail-customer"),
    path("mail/<uuid:key>/aside/", mail.AsideView.as_view(), name="mail-aside"),
    path("mail/receipts/<int:pk>/", mail_receipts.EvidenceView.as_view(), name="mail-evidence"),
    path("cases/<str:number>/appointments/", appointments.AppointmentView.as_view(), name="appointments"),
    path(f"{APPOINTMENT}/", appointments.ChangeView.as_view(), name="appointment"),
    path(f"{APPOINTMENT}/cancel/", appointments.CancelView.as_view(), name="cancel-appointment"),
    path(f"{APPOINTMENT}/calendar.ics", appointments.CalendarView.as_view(), name="appointment-calendar"),
    path(
        "cases/<str:number>/deadlines/<int:deadline>/calendar.ics",
        appointments.DeadlineCalendarView.as_view(),
        name="deadline-calendar",
    ),
    path("cases/<str:number>/mail/", mail.DropOnCaseView.as_view(), name="case-mail"),
]
