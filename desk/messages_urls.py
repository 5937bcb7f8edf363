"""Addresses of messages: the register, writing one, print batches, accounts, rules of sending, mailings."""

from __future__ import annotations

from django.urls import path

from desk.views.messages import accounts, batches, one, register, returns, rules, writing

patterns = [
    path("messages/", register.RegisterView.as_view(), name="messages"),
    path("messages/files/<slug:kind>/", register.RegisterFileView.as_view(), name="messages-file"),
    path("messages/troubled/", register.TroubledView.as_view(), name="messages-troubled"),
    path("messages/returns/", returns.ReturnsView.as_view(), name="returns"),
    path("messages/postings/", returns.PostingsView.as_view(), name="postings"),
    path("messages/batches/", batches.BatchesView.as_view(), name="print-batches"),
    path("messages/batches/<int:batch>/", batches.BatchView.as_view(), name="print-batch"),
    path("messages/batches/<int:batch>/file/", batches.BatchFileView.as_view(), name="print-batch-file"),
    path(
        "messages/batches/<int:batch>/addresses/<slug:kind>/",
        batches.AddressesView.as_view(),
        name="print-batch-addresses",
    ),
    path("messages/accounts/", accounts.AccountsView.as_view(), name="mail-accounts"),
    path("messages/accounts/new/", accounts.NewAccountView.as_view(), name="new-mail-account"),
    path("messages/accounts/<int:account>/", accounts.AccountView.as_view(), name="mail-account"),
    path("messages/accounts/<int:account>/test/", accounts.TryView.as_view(), name="try-mail-account"),
    path("messages/rules/", rules.RulesView.as_view(), name="sending-rules"),
    path("messages/<uuid:key>/", one.MessageView.as_view(), name="message"),
    path("messages/<uuid:key>/book/", one.BookView.as_view(), name="book-message"),
    path("messages/<uuid:key>/resend/", writing.ResendView.as_view(), name="resend-message"),
    path("customers/<str:code>/messages/new/", writing.WriteToCustomerView.as_view(), name="write-to-customer"),
    path("cases/<str:number>/messages/new/", writing.SendView.as_view(), name="send"),
]
