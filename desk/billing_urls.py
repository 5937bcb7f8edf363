"""Addresses of the ledger."""

from __future__ import annotations

from django.urls import path

from desk.views.billing import bank, bank_steps, credit, holds, imports, items, overview, payments, rates

patterns = [
    path("receivables/", overview.OverviewView.as_view(), name="receivables"),
    path("receivables/items/", items.ItemsView.as_view(), name="items"),
    path("receivables/items/file.<str:kind>", items.ItemsFileView.as_view(), name="items-file"),
    path("receivables/items/<int:item>/", items.ItemView.as_view(), name="item"),
    path("receivables/items/<int:item>/reverse/", items.ReverseItemView.as_view(), name="reverse-item"),
    path("receivables/allocations/<int:allocation>/undo/", items.UndoAllocationView.as_view(), name="undo-allocation"),
    path("receivables/payments/", payments.PaymentsView.as_view(), name="payments"),
    path("receivables/payments/new/", payments.NewPaymentView.as_view(), name="new-payment"),
    path("receivables/payments/<int:payment>/", payments.PaymentView.as_view(), name="payment"),
    path("receivables/payments/<int:payment>/reverse/", payments.ReversePaymentView.as_view(), name="reverse-payment"),
    path("receivables/bank/", bank.BankView.as_view(), name="bank"),
    path("receivables/bank/new/", bank_steps.NewStatementView.as_view(), name="new-statement"),
    path("receivables/bank/<int:statement>/", bank.StatementLinesView.as_view(), name="bank-statement"),
    path("receivables/bank/lines/<int:line>/", bank.BankLineView.as_view(), name="bank-line"),
    path("receivables/bank/lines/<int:line>/aside/", bank_steps.AsideView.as_view(), name="set-aside-line"),
    path("receivables/bank/lines/<int:line>/undo/", bank_steps.UndoLineView.as_view(), name="undo-line"),
    path("receivables/imports/", imports.ImportsView.as_view(), name="ledger-imports"),
    path("receivables/imports/new/", imports.NewImportView.as_view(), name="new-ledger-import"),
    path("receivables/imports/<int:run>/", imports.ImportView.as_view(), name="ledger-import"),
    path("receivables/mappings/new/<slug:content>/", imports.NewMappingView.as_view(), name="new-ledger-mapping"),
    path("receivables/mappings/<int:mapping>/", imports.MappingView.as_view(), name="ledger-mapping"),
    path("receivables/holds/", holds.HoldsView.as_view(), name="collection-holds"),
    path("receivables/holds/new/", holds.NewHoldView.as_view(), name="new-collection-hold"),
    path("receivables/holds/<int:hold>/extend/", holds.ExtendHoldView.as_view(), name="extend-collection-hold"),
    path("receivables/holds/<int:hold>/lift/", holds.LiftHoldView.as_view(), name="lift-collection-hold"),
    path("receivables/holds/<int:hold>/seen/", holds.SeeHoldView.as_view(), name="see-collection-hold"),
    path("receivables/rates/", rates.RatesView.as_view(), name="rates"),
    path("receivables/rates/new/", rates.NewRateView.as_view(), name="new-rate"),
    path("customers/<str:code>/credit/", credit.CreditPageView.as_view(), name="credit"),
    path("customers/<str:code>/credit/terms/", credit.TermsView.as_view(), name="credit-terms"),
    path("customers/<str:code>/credit/rate/", credit.ContractRateView.as_view(), name="contract-rate"),
    path("customers/<str:code>/statement/", credit.StatementView.as_view(), name="statement"),
    path("customers/<str:code>/statement.<str:kind>", credit.StatementFileView.as_view(), name="statement-file"),
]
