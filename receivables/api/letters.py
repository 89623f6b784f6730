"""Statements of account, confirmation letters and statement runs over the API."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from core.api import RecordViewSet, StageViewSet, Upload, sub
from core.api.fields import MoneyField, reference
from core.api.serializers import BASE_FIELDS, STAGE_FIELDS, RecordSerializer
from core.dates import local_day
from core.money import Money
from receivables.api import params
from receivables.letter_files import pdf_answer
from receivables.letter_forms import AnswersForm, MakeForm, RunForm
from receivables.letter_listing import account_statements_listing, confirmations_listing, runs_listing
from receivables.models import AccountStatement, AccountStatementLine, ConfirmationLetter, StatementRun
from receivables.services import confirmation
from receivables.services import statement_runs as runs
from receivables.services.account_statements import make_statement
from receivables.services.statement_answers import Said, take


def money_of(row: dict, name: str) -> dict:
    """A money object of frozen figures."""
    return Money(row[name], row["currency"]).as_json()


class PaperSerializer(RecordSerializer):
    """What statements and letters share."""

    as_of = serializers.DateField(source="counted_on")
    totals = serializers.SerializerMethodField()
    unallocated = serializers.SerializerMethodField()
    days_late = serializers.SerializerMethodField()

    def get_totals(self, record) -> list[dict]:
        """What was open on the day, by currency."""
        return [money.as_json() for money in record.totals]

    def get_unallocated(self, record) -> list[dict]:
        """Money received and not allocated on the day, by currency."""
        return [money_of(row, "amount") for row in record.figures.get("unallocated", [])]

    def get_days_late(self, record) -> int:
        """Days without an answer after the day it was asked for by."""
        return record.days_late(local_day())


PAPER_FIELDS = (
    *(name for name in STAGE_FIELDS if name != "pending_gate"), "customer", "cause", "as_of", "language", "contact",
    "sent_to", "totals", "unallocated", "reply_by", "sent_at", "opened_at", "reminded_on", "answered_at",
    "answered_by", "days_late",
)  # fmt: skip


class StatementLineSerializer(RecordSerializer):
    """An item as it stood on the day, and the customer's answer to it."""

    amount = MoneyField()
    balance = MoneyField()
    answer_amount = serializers.SerializerMethodField()

    class Meta:
        model = AccountStatementLine
        fields = (
            "id", "receivable", "name", "contract_number", "invoices", "due_on", "days_overdue", "days_before",
            "amount", "balance", "answer", "answered_at", "answered_by", "promised_on", "answer_amount", "reason",
            "words",
        )  # fmt: skip

    def get_answer_amount(self, line) -> dict | None:
        """How much is promised or disputed."""
        return line.answer_money.as_json() if line.answer_money else None


class AccountStatementSerializer(PaperSerializer):
    """A statement of account with its items."""

    items = StatementLineSerializer(many=True, source="lines")

    class Meta:
        model = AccountStatement
        fields = (*PAPER_FIELDS, "items", "run")


class ConfirmationLetterSerializer(PaperSerializer):
    """A confirmation letter; `said` is the balance in the customer's own books where it differs."""

    said = serializers.SerializerMethodField()
    items = serializers.SerializerMethodField()

    class Meta:
        model = ConfirmationLetter
        fields = (*PAPER_FIELDS, "items", "said", "words")

    def get_said(self, record) -> dict | None:
        """The balance in the customer's books."""
        return record.said.as_json() if record.said else None

    def get_items(self, record) -> list[dict]:
        """The items that make up the balance."""
        return [
            {
                "receivable": {"id": item["receivable"], "number": item["number"]},
                "name": item["name"],
                "contract_number": item["contract"],
                "due_on": item["due_on"],
                "days_overdue": item["days_overdue"],
                "balance": money_of(item, "open"),
            }
            for item in record.figures.get("items", [])
        ]


class StatementRunSerializer(RecordSerializer):
    """A run over all customers with open items, and how far it is."""

    as_of = serializers.DateField(source="counted_on")

    class Meta:
        model = StatementRun
        fields = (
            *BASE_FIELDS,
            "as_of",
            "state",
            "customers",
            "sent",
            "skipped",
            "failed",
            "finished_at",
            "created_by",
        )


class Pdf:
    """The paper itself."""

    @extend_schema(responses=OpenApiTypes.BINARY)
    @action(detail=True, url_path="pdf")
    def pdf(self, request, id, **kwargs):
        """The paper as PDF: as it was sent, or as it would be."""
        self.no_parameters()
        return pdf_answer(self.get_record())


class AccountStatementViewSet(Pdf, StageViewSet):
    """Statements of account, with the customers' answers line by line."""

    listing = account_statements_listing
    serializer_class = AccountStatementSerializer
    create_form = MakeForm

    def rows(self):
        return super().rows().select_related("owner").prefetch_related("lines__receivable")

    def create_record(self, by, customer, as_of=None):
        return make_statement(customer, by=by, counted_on=as_of)

    @sub("post", form=AnswersForm, status=200)
    def answers(self, record, by, name, answers):
        """Take down what the customer answered by telephone or on paper."""
        said = [
            Said(
                one["line"],
                one["answer"],
                one["promised_on"],
                one["amount"] and one["amount"].amount,
                one["reason"],
                one["words"],
            )
            for one in answers
        ]
        return self.answer_fresh(take(record, said, name=name, by=by))


class ConfirmationLetterViewSet(Pdf, StageViewSet):
    """Confirmation letters."""

    listing = confirmations_listing
    serializer_class = ConfirmationLetterSerializer
    create_form = MakeForm
    parser_classes = [*StageViewSet.parser_classes, Upload]

    def rows(self):
        return super().rows().select_related("owner")

    def create_record(self, by, customer, as_of=None):
        return confirmation.make(customer, by=by, as_of=as_of)


class StatementRunViewSet(RecordViewSet):
    """Monthly statement runs."""

    listing = runs_listing
    serializer_class = StatementRunSerializer
    create_form = RunForm

    def create_record(self, by, as_of=None):
        return runs.start(as_of or runs.last_month_end(local_day()), by=by)

    @extend_schema(responses=OpenApiTypes.OBJECT)
    @action(detail=False, url_path="preview")
    def preview(self, request, **kwargs):
        """What a run as of a day would do: how many customers, who has no e-mail address."""
        self.no_parameters("as_of")
        asked = request.query_params
        day = params.as_of(asked) if "as_of" in asked else runs.last_month_end(local_day())
        found = runs.preview(day, by=self.by)
        return Response({
            "as_of": found.counted_on.isoformat(),
            "customers": found.customers,
            "totals": [money.as_json() for money in found.totals],
            "without_address": [reference(customer) for customer in found.without_address],
        })  # fmt: skip

    preview.reads = ("as_of",)

    @sub("post", status=200)
    def cancel(self, record, by):
        """Stop the run; what went out stays out."""
        return self.answer_fresh(runs.cancel(record, by=by))
