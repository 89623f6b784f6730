"""The pages of receivables: lists, records, ageing, and the matching of bank lines."""

from django.urls import path

from receivables import provision_urls, views
from receivables.views import months

app_name = "receivables"
urlpatterns = [
    *provision_urls.urlpatterns,
    path("", views.ReceivableList.as_view(), name="list"),
    path("ladder/", views.ladder, name="ladder"),
    path("months/", months.month_list, name="months"),
    path("months/<uuid:pk>/reopen/", months.reopen, name="month-reopen"),
    path("ageing/", views.ageing_page, name="ageing"),
    path("statements/", views.StatementList.as_view(), name="statements"),
    path("statements/import/", views.import_file, name="import"),
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
    path("promises/", chasing.PromiseList.as_view(), name="promises"),
    path("promises/<uuid:pk>/", chasing.PromisePage.as_view(), name="promise-page"),
    path("promises/<uuid:pk>/<slug:move>/", chasing.PromisePage.as_view(), name="promise-move"),
    path("disputes/", chasing.DisputeList.as_view(), name="disputes"),
    path("disputes/<uuid:pk>/", chasing.DisputePage.as_view(), name="dispute-page"),
    path("disputes/<uuid:pk>/<slug:move>/", chasing.DisputePage.as_view(), name="dispute-move"),
    path("causes/", chasing.CauseList.as_view(), name="causes"),
    path("causes/<uuid:pk>/", chasing.CausePage.as_view(), name="cause-page"),
    path("causes/<uuid:pk>/<slug:move>/", chasing.CausePage.as_view(), name="cause-move"),
    path("actions/", chasing.ActionList.as_view(), name="actions"),
    path("actions/<uuid:pk>/", chasing.ActionPage.as_view(), name="action-page"),
    path("actions/<uuid:pk>/<slug:move>/", chasing.ActionPage.as_view(), name="action-move"),
    path("cases/", chasing.CaseList.as_view(), name="cases"),
    path("cases/<uuid:pk>/", chasing.CasePage.as_view(), name="case-page"),
    path("cases/<uuid:pk>/costs/", chasing.SpendOnCase.as_view(), name="case-cost"),
    path("cases/<uuid:pk>/items/", chasing.CoverByCase.as_view(), name="case-item"),
    path("cases/<uuid:pk>/<slug:move>/", chasing.CasePage.as_view(), name="case-move"),
    path("<uuid:pk>/cause/", chasing.StateCause.as_view(), name="cause"),
    path("<uuid:pk>/promise/", chasing.NotePromise.as_view(), name="promise"),
    path("<uuid:pk>/ask-invoice/", views.ask_invoice, name="ask-invoice"),
    path("<uuid:pk>/", views.ReceivablePage.as_view(), name="page"),
    path("<uuid:pk>/<slug:move>/", views.ReceivablePage.as_view(), name="move"),
]
