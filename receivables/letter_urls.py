"""Addresses of what customers are asked to confirm: pages, the customers' own pages behind private links, resources."""

from django.urls import path

from receivables import letter_portal
from receivables.api import letters as api
from receivables.views import letters, statement_runs

# What follows /p/ is cut from the logs (core.logs).
urlpatterns = [
    path("account-statements/", letters.AccountStatementList.as_view(), name="account-statements"),
    path("account-statements/new/", letters.make_account_statement, name="account-statement-new"),
    path("account-statements/<uuid:pk>/", letters.AccountStatementPage.as_view(), name="account-statement"),
    path("account-statements/<uuid:pk>/pdf/", letters.account_statement_pdf, name="account-statement-pdf"),
    path(
        "account-statements/<uuid:pk>/answers/",
        letters.TakeAnswers.as_view(),
        name="account-statement-answers",
    ),
    path(
        "account-statements/<uuid:pk>/<slug:move>/",
        letters.AccountStatementPage.as_view(),
        name="account-statement-move",
    ),
    path("confirmations/", letters.ConfirmationList.as_view(), name="confirmations"),
    path("confirmations/new/", letters.make_confirmation, name="confirmation-new"),
    path("confirmations/<uuid:pk>/", letters.ConfirmationPage.as_view(), name="confirmation"),
    path("confirmations/<uuid:pk>/pdf/", letters.confirmation_pdf, name="confirmation-pdf"),
    path(
        "confirmations/<uuid:pk>/<slug:move>/", letters.ConfirmationPage.as_view(), name="confirmation-move"
    ),
    path("account-statements/runs/", statement_runs.StatementRunList.as_view(), name="statement-runs"),
    path("account-statements/runs/new/", statement_runs.new, name="statement-run-new"),
    path("account-statements/runs/<uuid:pk>/", statement_runs.page, name="statement-run"),
    path("account-statements/runs/<uuid:pk>/cancel/", statement_runs.cancel, name="statement-run-cancel"),
    path("p/<str:token>/statement/", letter_portal.statement, name="portal"),
    path(
        "p/<str:token>/statement/pdf/",
        letter_portal.pdf,
        {"purpose": letter_portal.STATEMENT},
        name="portal-pdf",
    ),
    path(
        "p/<str:token>/statement/seen/",
        letter_portal.seen,
        {"purpose": letter_portal.STATEMENT},
        name="portal-seen",
    ),
    path("p/<str:token>/letter/", letter_portal.slip, name="slip"),
    path("p/<str:token>/letter/pdf/", letter_portal.pdf, {"purpose": letter_portal.SLIP}, name="slip-pdf"),
    path("p/<str:token>/letter/seen/", letter_portal.seen, {"purpose": letter_portal.SLIP}, name="slip-seen"),
]


def register(router) -> None:
    """Add the resources to the router of the API."""
    router.register("account-statements", api.AccountStatementViewSet, basename="account-statements")
    router.register("confirmation-letters", api.ConfirmationLetterViewSet, basename="confirmation-letters")
    router.register("statement-runs", api.StatementRunViewSet, basename="statement-runs")
