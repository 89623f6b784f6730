"""The pages of receivables: lists, records, ageing, and the matching of bank lines."""

from django.urls import path

from receivables import books_urls, chasing_urls, insurance_urls, letter_urls, provision_urls, views
from receivables.views import entries, months, receipts

app_name = "receivables"
urlpatterns = [
    *provision_urls.urlpatterns,
    *chasing_urls.urlpatterns,
    *letter_urls.urlpatterns,
    *books_urls.urlpatterns,
    *insurance_urls.urlpatterns,
    path("", views.ReceivableList.as_view(), name="list"),
    path("ladder/", views.ladder, name="ladder"),
    path("receipts/", receipts.ReceiptList.as_view(), name="receipts"),
    path("receipts/new/", receipts.new, name="receipt-new"),
    path("receipts/<uuid:pk>/", receipts.ReceiptPage.as_view(), name="receipt-page"),
    path("receipts/<uuid:pk>/by-order/", receipts.use_by_order, name="receipt-by-order"),
    path("receipts/<uuid:pk>/<slug:move>/", receipts.ReceiptPage.as_view(), name="receipt-move"),
    path("<uuid:pk>/entries/<uuid:entry>/undo/", entries.undo_entry, name="undo-entry"),
    path("ladder/<uuid:pk>/", views.ladder, name="procedure"),
    path("months/", months.month_list, name="months"),
    path("months/<uuid:pk>/reopen/", months.reopen, name="month-reopen"),
    path("ageing/", views.ageing_page, name="ageing"),
    path("statements/", views.StatementList.as_view(), name="statements"),
    path("statements/import/", views.import_file, name="import"),
    path("statements/imports/<uuid:pk>/", views.import_page, name="statement-import"),
    path("statements/imports/<uuid:pk>/explain/", views.import_explain, name="statement-explain"),
    path("statements/imports/<uuid:pk>/cancel/", views.import_cancel, name="statement-cancel"),
    path("statements/accounts/", views.accounts, name="accounts"),
    path("statements/accounts/<uuid:pk>/", views.account_change, name="account-change"),
    path("statements/layouts/<uuid:pk>/", views.layout_change, name="layout-change"),
    path("statements/<uuid:pk>/", views.StatementPage.as_view(), name="statement-page"),
    path("statements/<uuid:pk>/<slug:move>/", views.StatementPage.as_view(), name="statement-move"),
    path("bench/", views.all_lines, name="bench"),
    path("lines/<uuid:pk>/take-back/", views.take_back, name="take-back"),
    path("lines/<uuid:pk>/allocate/", views.allocate_line, name="allocate"),
    path("lines/<uuid:pk>/park/", views.park_line, name="park"),
    path("lines/<uuid:pk>/unpark/", views.unpark_line, name="unpark"),
    path("allocations/<uuid:pk>/reverse/", views.reverse_allocation, name="reverse"),
    path("invoices/", views.InvoiceList.as_view(), name="invoices"),
    path("invoices/new/", views.InvoiceNew.as_view(), name="invoice-new"),
    path("invoices/<uuid:pk>/billing/", views.InvoiceBilling.as_view(), name="invoice-billing"),
    path("invoices/<uuid:pk>/", views.InvoicePage.as_view(), name="invoice-page"),
    path("invoices/<uuid:pk>/<slug:move>/", views.InvoicePage.as_view(), name="invoice-move"),
    path("<uuid:pk>/ask-invoice/", views.ask_invoice, name="ask-invoice"),
    path("<uuid:pk>/", views.ReceivablePage.as_view(), name="page"),
    path("<uuid:pk>/<slug:move>/", views.ReceivablePage.as_view(), name="move"),
]
