from receivables.models.balance_papers import (
    AccountStatement,
    AccountStatementLine,
    BalancePaper,
    ConfirmationLetter,
)
from receivables.models.bank import BankAccount, BankLine, BankStatement, PayerAlias, StatementPart
from receivables.models.bench import LineQuestion, LineShare, MatchRun
from receivables.models.books import BookAccount, BookPosting, BooksExport, BooksExported
from receivables.models.cases import CaseCost, CaseItem, LegalCase, LegalRequest
from receivables.models.causes import CorrectiveAction, LateCause
from receivables.models.claims import Dispute
from receivables.models.dunning import (
    DunningBlock,
    DunningChoice,
    DunningFee,
    DunningLevel,
    DunningProcedure,
    DunningStep,
    Letter,
    ReconciliationNotice,
)
from receivables.models.forecast import ForecastSnapshot
from receivables.models.insurance import InsuranceClaim
from receivables.models.invoice import Invoice, InvoiceItem
from receivables.models.ledger import Allocation, LedgerEntry
from receivables.models.month import AccountingMonth
from receivables.models.promises import Promise
from receivables.models.provision import ProvisionLine, ProvisionRate, ProvisionRun, SpecificProvision
from receivables.models.receipt import Receipt
from receivables.models.receivable import Opening, Receivable
from receivables.models.seal import LedgerSeal
from receivables.models.statement_reading import StatementImport, StatementLayout
from receivables.models.statement_run import StatementRun, StatementRunRow

__all__ = [
    "AccountStatement", "AccountStatementLine", "AccountingMonth", "Allocation", "BalancePaper", "BankAccount",
    "BankLine", "BankStatement", "BookAccount", "BookPosting", "BooksExport", "BooksExported", "CaseCost", "CaseItem",
    "ConfirmationLetter", "CorrectiveAction", "Dispute", "DunningBlock", "DunningChoice", "DunningFee",
    "DunningLevel", "DunningProcedure", "DunningStep", "ForecastSnapshot", "InsuranceClaim", "Invoice", "InvoiceItem",
    "LateCause", "LedgerEntry", "LedgerSeal", "LegalCase", "LegalRequest", "Letter", "Opening", "PayerAlias",
    "Promise", "ProvisionLine", "ProvisionRate", "ProvisionRun", "Receipt", "Receivable", "ReconciliationNotice",
    "SpecificProvision", "StatementImport", "StatementLayout", "StatementPart", "StatementRun", "StatementRunRow",
]  # fmt: skip
__all__ += ["LineQuestion", "LineShare", "MatchRun"]
