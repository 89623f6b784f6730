"""How a customer is dunned, over the API: what its page shows on the tab of dunning."""

from rest_framework import serializers

from core.api.actions import sub
from core.api.fields import reference
from core.api.serializers import shown
from core.dates import local_day
from receivables.customer_side import standing_of


class MoneyShape(serializers.Serializer):
    amount = serializers.CharField()
    currency = serializers.CharField()


class ChosenShape(serializers.Serializer):
    """Why the procedure was chosen for this customer, and by whom."""

    reason = serializers.CharField()
    by = serializers.DictField(allow_null=True)
    at = serializers.DateTimeField()


class OverdueShape(serializers.Serializer):
    """What is overdue in the tenant's currency, since how many days, and the highest level reached."""

    items = serializers.IntegerField()
    amount = MoneyShape()
    days = serializers.IntegerField(allow_null=True)
    level = serializers.IntegerField(allow_null=True)


class WordShape(serializers.Serializer):
    """Promises of the last year by how they ended, and those that run; kept_percent of those whose day is over."""

    kept = serializers.IntegerField()
    partly = serializers.IntegerField()
    broken = serializers.IntegerField()
    open = serializers.IntegerField()
    kept_percent = serializers.IntegerField(allow_null=True)


class DisputedShape(serializers.Serializer):
    count = serializers.IntegerField()
    amount = MoneyShape()


class DunningStandingSerializer(serializers.Serializer):
    """How a customer is dunned today, and what holds that back."""

    procedure = serializers.DictField()
    chosen = ChosenShape(allow_null=True)
    rating = serializers.CharField(allow_blank=True)
    overdue = OverdueShape()
    promises = WordShape()
    blocks = serializers.ListField(child=serializers.DictField())
    disputes = DisputedShape()
    legal_cases = serializers.ListField(child=serializers.DictField())
    legal_requests = serializers.ListField(child=serializers.DictField())


@sub("get", path="dunning", answers=DunningStandingSerializer)
def dunning(self, record, by):
    """The customer's dunning: procedure, overdue items, word kept, blocks, disputes, legal cases.

    Its promises, disputes, cases, statements and letters are listed at their own addresses with `customer=`.
    """
    found = standing_of(record, by, local_day())
    return {
        "procedure": reference(found.procedure), "chosen": _chosen(found.choice), "rating": str(found.rating),
        "overdue": {
            "items": found.late.items, "amount": found.late.money.as_json(), "days": found.late.days,
            "level": found.late.level,
        },
        "promises": {
            name: getattr(found.word, name) for name in ("kept", "partly", "broken", "open", "kept_percent")
        },
        "blocks": [shown(one, by) for one in found.blocks],
        "disputes": {"count": found.disputes, "amount": found.disputed.as_json()},
        "legal_cases": [reference(one) for one in found.cases],
        "legal_requests": [reference(one) for one in found.requests],
    }  # fmt: skip


def _chosen(choice) -> dict | None:
    if choice is None:
        return None
    return {
        "reason": choice.reason, "by": reference(choice.created_by) if choice.created_by else None,
        "at": choice.updated_at.isoformat(),
    }  # fmt: skip
