"""What the API shows of receivables, money and what lies between them."""

from functools import cache

from rest_framework import serializers

from core.api.fields import MoneyField, RefField, reference
from core.api.serializers import BASE_FIELDS, STAGE_FIELDS, RecordSerializer
from core.money import Money, from_minor
from core.tenancy import current_tenant
from receivables.models import (
    Allocation,
    BankLine,
    BankStatement,
    DunningStep,
    Invoice,
    InvoiceItem,
    LedgerEntry,
    Receivable,
)


class ReceivableSerializer(RecordSerializer):
    amount = MoneyField()
    balance = MoneyField()
    contract = RefField(source="agreement")
    flags = serializers.SerializerMethodField()
    days_overdue = serializers.SerializerMethodField()

    class Meta:
        model = Receivable
        fields = (
            *STAGE_FIELDS, "name", "deal", "contract", "customer", "amount", "balance", "trigger", "triggered_on",
            "due_on", "settled_on", "method", "reference", "is_taken_over", "cycle", "flags", "days_overdue",
        )  # fmt: skip

    def get_flags(self, receivable) -> list[str]:
        """overdue, partly_paid, disputed, promised, in_legal."""
        return receivable.flags

    def get_days_overdue(self, receivable) -> int:
        """Days after the due date; 0 when not overdue or not open."""
        return receivable.days_overdue(receivable.as_of)


class LedgerEntrySerializer(RecordSerializer):
    amount = MoneyField()
    base_amount = serializers.SerializerMethodField()

    class Meta:
        model = LedgerEntry
        fields = (
            "id", "kind", "amount", "base_amount", "counts_on", "happened_on", "written_at", "by", "cause",
            "allocation", "reverses",
        )  # fmt: skip

    def get_base_amount(self, entry) -> dict:
        """The amount in the company's currency at the booked rate."""
        return Money(entry.base_amount, current_tenant().currency).as_json()


class InvoiceItemSerializer(RecordSerializer):
    amount = MoneyField(currency="invoice.currency")
    net = MoneyField(currency="invoice.currency")
    tax = MoneyField(currency="invoice.currency")

    class Meta:
        model = InvoiceItem
        fields = ("id", "receivable", "description", "tax_rate", "net", "tax", "amount")


class InvoiceSerializer(RecordSerializer):
    """An invoice, or a credit note with negative amounts: then `credits` is the invoice that it takes back."""

    amount = MoneyField()
    net = MoneyField()
    tax = MoneyField()
    credited = MoneyField()
    items = InvoiceItemSerializer(many=True)

    class Meta:
        model = Invoice
        fields = (
            *STAGE_FIELDS, "kind", "credits", "cause", "customer", "deal", "amount", "net", "tax", "credited",
            "vat_kind", "billing", "remark", "fiscal_number", "is_paper", "is_taken_over", "issued_on", "reason",
            "items",
        )  # fmt: skip


class BankStatementSerializer(RecordSerializer):
    statements = serializers.SerializerMethodField()

    class Meta:
        model = BankStatement
        fields = (
            "id", "file_name", "format", "encoding", "bank", "state", "new_lines", "known_lines", "statements",
            "problems", "owner", "created_at", "updated_at", "version",
        )  # fmt: skip

    def get_statements(self, statement) -> list[dict]:
        """One entry per statement in the file: account, currency, balances, number of lines, sums."""
        return [part_json(part) for part in statement.parts.all()]


def part_json(part) -> dict:
    """One statement within a file, as the import answers it."""
    return {
        "account": part.account.number,
        "currency": part.currency,
        "opening": _money(part.opening, part.currency),
        "closing": _money(part.closing, part.currency),
        "lines": part.lines,
        "credits": _money(part.credits, part.currency),
        "debits": _money(part.debits, part.currency),
    }


def _money(amount, currency) -> dict | None:
    return None if amount is None else Money(amount, currency).as_json()


class BankLineSerializer(RecordSerializer):
    amount = MoneyField()
    unallocated = MoneyField()
    account = serializers.SerializerMethodField()
    state = serializers.CharField()

    class Meta:
        model = BankLine
        fields = (
            *BASE_FIELDS, "state", "source", "statement", "account", "line", "amount", "unallocated", "value_on",
            "booked_on", "code", "payer", "payer_account", "text", "customer_reference", "bank_reference", "details",
            "customer", "note",
        )  # fmt: skip

    def get_account(self, line) -> dict | None:
        """Our account that the money came to; null for what no bank told."""
        return line.account_id and {"id": str(line.account_id), "number": line.account.number}


class AllocationSerializer(RecordSerializer):
    amount = MoneyField()
    taken = MoneyField(source="taken_money")
    difference = MoneyField(source="difference_money")
    state = serializers.CharField()

    class Meta:
        model = Allocation
        fields = (
            *BASE_FIELDS, "state", "bank_line", "receivable", "amount", "taken", "difference",
            "difference_kind", "counts_on", "is_automatic", "created_by", "reversed_at", "reversed_by", "reason",
        )  # fmt: skip


class DunningStepSerializer(RecordSerializer):
    balance = MoneyField()
    paused = MoneyField()
    state = serializers.SerializerMethodField()

    class Meta:
        model = DunningStep
        fields = (
            "id", "receivable", "customer", "cycle", "level", "days_overdue", "made_on", "made_at", "balance",
            "is_paused", "paused", "pauses", "procedure", "how", "reason", "by", "state",
        )  # fmt: skip

    def get_state(self, step) -> str:
        """open: the item stands here; superseded by a later level; closed with the item or its cycle."""
        return getattr(step, "state", "open")


def ageing_json(found, buckets) -> dict:
    """The ageing report: rows by customer, totals by bucket, and the ledger's own total beside them."""

    # Most cells of tens of thousands of rows are empty.
    @cache
    def money(amount) -> dict:
        return found.money(amount).as_json()

    return {
        "as_of": found.as_of.isoformat(),
        "currency": found.currency,
        "buckets": buckets,
        "rows": [
            {
                found.group: {"id": row.id and str(row.id), "number": row.number, "name": row.name},
                "amounts": {code: money(amount) for code, amount in row.amounts.items()},
                "total": money(row.total),
            }
            for row in found.rows
        ],
        "total": {code: money(amount) for code, amount in found.amounts.items()}
        | {"sum": money(found.total)},
        "ledger_total": money(found.ledger),
    }


def open_rows_json(found) -> dict:
    """A page of what was open on a day, how many rows there are, and what they all come to."""
    return {
        "count": found.count,
        "page": found.page,
        "pages": found.pages,
        "total": found.total.as_json(),
        "rows": [
            {
                "receivable": reference(row["row"]),
                "customer": reference(row["row"].customer),
                "due_on": row["row"].due_on and row["row"].due_on.isoformat(),
                "days_overdue": row["days"],
                "open": row["open"].as_json(),
            }
            for row in found.rows
        ],
    }


def forecast_json(found, as_of, accuracy) -> dict:
    """The cash forecast: weeks with expected sum and band, what is expected later, its basis, and how good it was."""

    def money(units) -> dict:
        return Money(from_minor(units, found["currency"]), found["currency"]).as_json()

    amounts = ("expected", "low", "high", "promised", "modelled", "at_risk", "due")
    return {
        "as_of": as_of.isoformat(),
        "weeks": [
            {"from": week["from"], "to": week["to"]} | {name: money(week[name]) for name in amounts}
            for week in found["weeks"]
        ],
        "later": money(found["later"]),
        "at_risk": money(found["at_risk"]),
        "total": money(found["total"]),
        "basis": found["basis"],
        "accuracy": accuracy or None,
    }


def account_statement_json(found, customer) -> dict:
    """A customer's statement of account."""
    return {
        "as_of": found.as_of.isoformat(),
        "customer": reference(customer),
        "items": [
            {
                **item,
                "receivable": reference(item["receivable"]),
                "contract": reference(item["contract"]),
                "due_on": item["due_on"] and item["due_on"].isoformat(),
                "amount": item["amount"].as_json(),
                "balance": item["balance"].as_json(),
            }
            for item in found.items
        ],
        "totals": [money.as_json() for money in found.totals],
        "unallocated": [money.as_json() for money in found.unallocated],
        "balance": found.balance.as_json(),
    }
