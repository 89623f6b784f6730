"""The addresses of this app's resources."""

from customers.api.views import add_action
from receivables import books_urls, letter_urls
from receivables.api import chasing, customer, insurance, ledger, matching, provision_urls, statements, views


def register(router) -> None:
    """Add them to the router of the API; a customer's statement of account stands under customers."""
    add_action(views.account_statement_of)
    provision_urls.register(router)
    books_urls.register(router)
    router.register("receivables", views.ReceivableViewSet, basename="receivables")
    router.register("invoices", views.InvoiceViewSet, basename="invoices")
    router.register("bank-statements", statements.BankStatementViewSet, basename="bank-statements")
    router.register("bank-accounts", statements.BankAccountViewSet, basename="bank-accounts")
    router.register("statement-layouts", statements.StatementLayoutViewSet, basename="statement-layouts")
    router.register("statement-imports", statements.StatementImportViewSet, basename="statement-imports")
    router.register("bank-lines", matching.BankLineViewSet, basename="bank-lines")
    router.register("payer-aliases", matching.PayerAliasViewSet, basename="payer-aliases")
    router.register("line-questions", matching.LineQuestionViewSet, basename="line-questions")
    router.register("match-runs", matching.MatchRunViewSet, basename="match-runs")
    router.register("allocations", views.AllocationViewSet, basename="allocations")
    add_action(chasing.customers_procedure)
    add_action(customer.dunning)
    for view in (chasing.dunning_steps, chasing.skipped_levels, chasing.dunning_procedure):
        setattr(views.ReceivableViewSet, view.__name__, view)
    router.register("legal-requests", chasing.LegalRequestViewSet, basename="legal-requests")
    router.register("dunning-blocks", chasing.DunningBlockViewSet, basename="dunning-blocks")
    router.register("dunning-procedures", chasing.DunningProcedureViewSet, basename="dunning-procedures")
    router.register("disputes", chasing.DisputeViewSet, basename="disputes")
    router.register("overdue-causes", chasing.CauseViewSet, basename="overdue-causes")
    router.register("corrective-actions", chasing.CorrectiveActionViewSet, basename="corrective-actions")
    router.register("legal-cases", chasing.LegalCaseViewSet, basename="legal-cases")
    letter_urls.register(router)
    router.register("claims", insurance.ClaimViewSet, basename="claims")
    router.register("promises", chasing.PromiseViewSet, basename="promises")
    router.register("dunning-steps", views.DunningStepViewSet, basename="dunning-steps")
    router.register("months", ledger.MonthViewSet, basename="months")
    router.register("receipts", ledger.ReceiptViewSet, basename="receipts")
