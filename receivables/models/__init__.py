from receivables.models.bank import BankAccount, BankLine, BankStatement, PayerAlias, StatementPart
from receivables.models.cases import CaseCost, CaseItem, LegalCase
from receivables.models.causes import CorrectiveAction, LateCause
from receivables.models.claims import Dispute
from receivables.models.dunning import DunningLevel, DunningStep, Letter, ReconciliationNotice
from receivables.models.invoice import Invoice, InvoiceItem
from receivables.models.ledger import Allocation, LedgerEntry
from receivables.models.month import AccountingMonth
from receivables.models.promises import Promise
from receivables.models.provision import ProvisionLine, ProvisionRate, ProvisionRun, SpecificProvision
from receivables.models.receivable import Opening, Receivable
from receivables.models.statement_reading import StatementImport, StatementLayout

__all__ = [
    "AccountingMonth", "Allocation", "BankAccount", "BankLine", "BankStatement", "CaseCost", "CaseItem",
    "CorrectiveAction", "Dispute", "DunningLevel", "DunningStep", "Invoice", "InvoiceItem", "LateCause",
    "LedgerEntry", "LegalCase", "Letter", "Opening", "PayerAlias", "Promise", "Receivable", "ReconciliationNotice",
    "StatementPart",
]  # fmt: skip
__all__ += ["ProvisionLine", "ProvisionRate", "ProvisionRun", "SpecificProvision"]
__all__ += ["StatementImport", "StatementLayout"]
