"""Who sees receivables, invoices and bank lines (decision 12); finance and the like read the whole tenant."""

from django.db.models import Q

from customers.models import Customer
from deals.sight import on_my_deals, with_my_customers
from receivables.models import (
    AccountingMonth,
    Allocation,
    BankAccount,
    BankLine,
    BankStatement,
    BooksExport,
    CaseCost,
    CaseItem,
    CorrectiveAction,
    Dispute,
    DunningBlock,
    DunningChoice,
    DunningLevel,
    DunningProcedure,
    DunningStep,
    Invoice,
    LateCause,
    LegalCase,
    LegalRequest,
    Letter,
    LineQuestion,
    LineShare,
    MatchRun,
    PayerAlias,
    Promise,
    ProvisionLine,
    ProvisionRate,
    ProvisionRun,
    Receipt,
    Receivable,
    SpecificProvision,
    StatementImport,
    StatementLayout,
)
from tenancy.roles import Right
from tenancy.sight import everybody, owned, register_sight, visible


def _of_deals(by) -> Q:
    return owned(by) | on_my_deals(by) | with_my_customers(by)


def _of_seen_receivables(by) -> Q:
    return Q(receivable__in=visible(Receivable.objects.all(), by).values("pk"))


def _of_item_or_customer(by) -> Q:
    mine = visible(Customer.objects.all(), by).values("pk")
    return _of_seen_receivables(by) | Q(customer__in=mine)


def _of_seen_items(by) -> Q:
    return Q(pk__in=CaseItem.objects.filter(_of_seen_receivables(by)).values("case"))


MONEY = [Right.STATEMENT_IMPORT, Right.ALLOCATE]
register_sight(Receivable, _of_deals)
register_sight(Invoice, _of_deals)
register_sight(Letter, with_my_customers)
register_sight(DunningStep, _of_seen_receivables)
register_sight(Dispute, _of_seen_receivables)
register_sight(LateCause, _of_seen_receivables)
register_sight(CorrectiveAction, _of_seen_receivables)
# Whoever has to mend it, though the deal is another's.
register_sight(CorrectiveAction, owned)
register_sight(CaseItem, _of_seen_receivables)
register_sight(LegalCase, _of_seen_items)
register_sight(CaseCost, lambda by: Q(case__in=visible(LegalCase.objects.all(), by).values("pk")))
register_sight(Promise, _of_seen_receivables)
register_sight(Allocation, _of_seen_receivables)
register_sight(BankStatement, rights=MONEY)
register_sight(BankLine, rights=MONEY)
register_sight(PayerAlias, rights=MONEY)
register_sight(BankAccount, rights=MONEY)
register_sight(StatementImport, rights=[Right.STATEMENT_IMPORT])
register_sight(StatementLayout, rights=[Right.STATEMENT_IMPORT])
register_sight(LineShare, rights=MONEY)
register_sight(MatchRun, rights=MONEY)
register_sight(LineQuestion, lambda by: Q(asked_of_id=by.user_id), rights=MONEY)
register_sight(DunningLevel, everybody)
register_sight(DunningProcedure, everybody)
register_sight(LegalRequest, _of_seen_receivables)
register_sight(DunningBlock, _of_item_or_customer)
register_sight(DunningChoice, _of_item_or_customer)
register_sight(ProvisionRate, everybody)
for _model in (ProvisionRun, ProvisionLine, SpecificProvision):
    register_sight(_model, rights=[Right.PROVISION])
register_sight(BooksExport, rights=[Right.BOOKS_CLOSE])
register_sight(AccountingMonth, rights=[*MONEY, Right.BOOKS_CLOSE])
register_sight(Receipt, with_my_customers, rights=MONEY)
