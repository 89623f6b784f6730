"""What the API shows of provisions."""

from decimal import Decimal

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api.fields import MoneyField, plain_decimal
from core.api.serializers import BASE_FIELDS, STAGE_FIELDS, RecordSerializer
from receivables.models import ProvisionLine, ProvisionRate, ProvisionRun, SpecificProvision

MOVEMENT = ("opening", "charge", "used", "recovered", "released", "currency_difference", "closing")


@extend_schema_field({"type": "string", "pattern": r"^\d+(\.\d+)?$", "examples": ["0.5"]})
class Percent(serializers.Field):
    """A share of 1 as a percentage in text."""

    def __init__(self, **options):
        super().__init__(**options | {"read_only": True, "allow_null": True})

    def to_representation(self, value):
        return None if value is None else plain_decimal(value * 100)


class ProvisionRunSerializer(RecordSerializer):
    balance = MoneyField()
    total = MoneyField()
    progress = serializers.SerializerMethodField()
    rates = serializers.SerializerMethodField()
    matrix = serializers.SerializerMethodField()
    movement = serializers.SerializerMethodField()

    class Meta:
        model = ProvisionRun
        fields = (
            *STAGE_FIELDS, "closes_on", "known_at", "calculated_at", "progress", "currency", "balance", "total",
            "rates", "matrix", "movement", "previous", "prepared_by", "approved_by", "posted_by", "posted_at",
            "reversed_at", "digest",
        )  # fmt: skip

    def get_progress(self, run) -> dict:
        """How many customers are done, of how many."""
        return {"done": run.customers_done, "total": run.customers_total, "is_done": not run.at_work}

    def get_rates(self, run) -> dict[str, str]:
        """The rates that the run used, in percent by bucket."""
        return {code: plain_decimal(Decimal(rate) * 100) for code, rate in run.inputs["rates"].items()}

    def get_matrix(self, run) -> dict:
        """Count, balance, base and amount by bucket, class and source."""
        return {
            code: {"count": row["count"]}
            | {name: run.money(row[name]).as_json() for name in ("balance", "base", "amount")}
            for code, row in run.matrix.items()
        }

    def get_movement(self, run) -> dict:
        """opening + charge − used + recovered − released + currency_difference = closing."""
        return {name: getattr(run, name).as_json() for name in MOVEMENT}


class ProvisionLineSerializer(RecordSerializer):
    balance = MoneyField(source="open_money")
    base = MoneyField()
    amount = MoneyField()
    percent = Percent(source="rate")

    class Meta:
        model = ProvisionLine
        fields = (
            "id", "run", "receivable", "customer", "due_on", "bucket", "balance", "base", "percent", "amount",
            "source", "doubt",
        )  # fmt: skip


class SpecificProvisionSerializer(RecordSerializer):
    percent = Percent(source="rate")
    amount = MoneyField(source="money")
    insured_percent = Percent(source="insured_share")
    collateral = MoneyField(source="collateral_money")

    class Meta:
        model = SpecificProvision
        fields = (
            *STAGE_FIELDS, "customer", "receivable", "percent", "amount", "insured_percent", "collateral", "reason",
            "evidence", "starts_on", "ends_on",
        )  # fmt: skip


class ProvisionRateSerializer(RecordSerializer):
    percent = Percent(source="rate")

    class Meta:
        model = ProvisionRate
        fields = (*BASE_FIELDS, "bucket", "percent", "valid_from")


def customer_row_json(row, run) -> dict:
    """What a run says of one customer, beside what the last one said."""
    return {
        "customer": {"id": str(row["customer_id"]), "number": row["number"], "name": row["name"]},
        "count": row["count"],
        **{
            name: run.money(row[name]).as_json() for name in ("balance", "base", "amount", "before", "change")
        },
    }
