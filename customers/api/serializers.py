"""What the API shows of customers and what hangs on them."""

from rest_framework import serializers

from core.api.fields import MoneyField, RefField, reference
from core.api.serializers import BASE_FIELDS, RecordSerializer
from core.money import Money
from customers.admission import FINDING
from customers.cover import Cover
from customers.credit import Exposure
from customers.models import (
    Commitment,
    Contact,
    CreditLimit,
    Customer,
    CustomerGroup,
    InfluenceLine,
    Visit,
)
from customers.selectors import findings_shown


class CustomerGroupSerializer(RecordSerializer):
    class Meta:
        model = CustomerGroup
        fields = [*BASE_FIELDS, "name"]


class CustomerSerializer(RecordSerializer):
    class Meta:
        model = Customer
        fields = [
            *BASE_FIELDS, "name", "state", "pending_gate", "owner", "department", "unified_code", "payment_mode",
            "admitted_until", "industry", "region", "size", "group", "frozen", "frozen_reason", "frozen_at",
            "frozen_by", "merged_into", "blacklisted", "blacklisted_reason", "blacklisted_at", "blacklisted_by",
            "billing_title", "billing_tax_number", "billing_bank", "billing_account", "billing_address",
            "billing_phone", "custom",
        ]  # fmt: skip


class ContactSerializer(RecordSerializer):
    class Meta:
        model = Contact
        fields = [
            *BASE_FIELDS, "customer", "name", "title", "function", "decision_role", "attitude", "influence", "email",
            "phone", "kpi", "style", "common_ground", "reports_to", "owner", "is_active",
        ]  # fmt: skip


class InfluenceLineSerializer(RecordSerializer):
    class Meta:
        model = InfluenceLine
        fields = [*BASE_FIELDS, "customer", "source", "target", "note"]


class CreditLimitSerializer(RecordSerializer):
    amount = MoneyField()

    class Meta:
        model = CreditLimit
        fields = [
            *BASE_FIELDS, "customer", "group", "kind", "amount", "valid_until", "reason", "state", "pending_gate",
            "owner", "live_since", "refused_reason", "renews",
        ]  # fmt: skip


class VisitSerializer(RecordSerializer):
    contacts = serializers.SerializerMethodField()

    class Meta:
        model = Visit
        fields = [
            *BASE_FIELDS, "customer", "owner", "state", "kind", "planned_on", "goals", "contacts", "background",
            "agenda", "materials", "expected_questions", "situation", "problem", "implication", "need_payoff",
            "coach", "visited_on", "outcome", "commitments", "next_step", "rating",
            "cancel_reason",
        ]  # fmt: skip

    def get_contacts(self, visit) -> list[dict]:
        """The contacts who take part, as ids and names."""
        return [{"id": str(one.contact_id), "name": one.contact.name} for one in visit.participants.all()]


class CommitmentSerializer(RecordSerializer):
    class Meta:
        model = Commitment
        fields = [
            *BASE_FIELDS, "customer", "contact", "visit", "text", "due_on", "owner", "state", "kept_on",
            "broken_reason",
        ]  # fmt: skip


class FindingSerializer(serializers.Serializer):
    """How one rule came out."""

    code = serializers.CharField()
    fact = serializers.CharField(allow_null=True)
    source = serializers.CharField(allow_null=True)
    date = serializers.DateField(allow_null=True)
    effect = serializers.CharField()
    outcome = serializers.CharField()


class CheckSerializer(serializers.Serializer):
    """An admission check."""

    id = serializers.UUIDField()
    result = serializers.CharField()
    at = serializers.DateTimeField()
    by = RefField()
    rules = FindingSerializer(many=True)


class ExposureLineSerializer(serializers.Serializer):
    """One line of an exposure."""

    kind = serializers.CharField()
    label = serializers.CharField()
    amount = MoneyField()


class InsuredSerializer(serializers.Serializer):
    """What of an exposure the insurers cover: their limits, the part within them, and what they would pay of it."""

    limit = MoneyField()
    insured = MoneyField()
    paid = MoneyField()


class ExposureSerializer(serializers.Serializer):
    """A customer's exposure, line by line, what is allowed, and what of it the insurers cover."""

    as_of = serializers.DateField()
    lines = ExposureLineSerializer(many=True)
    room = ExposureLineSerializer(many=True)
    total = MoneyField()
    limit = MoneyField()
    available = MoneyField()
    utilisation = serializers.IntegerField(allow_null=True)
    insured = InsuredSerializer(allow_null=True)
    group = serializers.DictField(allow_null=True)


class DuplicateSerializer(serializers.Serializer):
    """A customer that may be the same company."""

    id = serializers.UUIDField(allow_null=True)
    name = serializers.CharField()
    owner = RefField()
    likeness = serializers.IntegerField()
    why = serializers.CharField()


class CardSerializer(serializers.Serializer):
    """A visiting card and what became of it: `created`, `known`, `failed`; in a dry run `new`."""

    name = serializers.CharField()
    phone = serializers.CharField()
    email = serializers.CharField()
    outcome = serializers.CharField()
    contact = RefField()
    problems = serializers.ListField(child=serializers.CharField())


class MergeSerializer(serializers.Serializer):
    """A customer that went up in another."""

    id = serializers.UUIDField()
    merged = RefField()
    at = serializers.DateTimeField()
    by = RefField()
    reason = serializers.CharField()
    values = serializers.DictField()
    moved = serializers.DictField()
    stayed = serializers.DictField()


class HoldSerializer(serializers.Serializer):
    """A hold on shipments."""

    id = serializers.UUIDField()
    reason = serializers.CharField()
    key = serializers.CharField()
    created_at = serializers.DateTimeField()
    placed_by = RefField()
    released_at = serializers.DateTimeField(allow_null=True)
    released_by = RefField()
    release_reason = serializers.CharField(allow_blank=True)


def check_json(check, by) -> dict:
    """An admission check as `by` may read it."""
    person = {"id": str(check.by_id), "name": check.by.name} if check.by_id else None
    return {
        "id": str(check.pk), "result": check.result, "at": check.at.isoformat(), "by": person,
        "rules": [{name: one[name] for name in FINDING} for one in findings_shown(check, by)],
    }  # fmt: skip


def exposure_json(found: Exposure, as_of, group: Exposure | None = None, cover: Cover | None = None) -> dict:
    """An exposure with its lines; the group's beside it where the customer has one, and the insured part."""
    return {
        "as_of": as_of.isoformat(),
        "lines": [_line_json(line, found.currency) for line in found.lines],
        "room": [_line_json(line, found.currency) for line in found.room],
        "total": Money(found.total, found.currency).as_json(),
        "limit": _money(found.limit, found.currency),
        "available": _money(found.available, found.currency),
        "utilisation": found.utilisation,
        "insured": _cover_json(cover) if cover else None,
        "group": exposure_json(group, as_of) if group else None,
    }


def _line_json(line, currency) -> dict:
    return {"kind": line.kind, "label": str(line.label), "amount": Money(line.amount, currency).as_json()}


def _cover_json(cover: Cover) -> dict:
    return {name: _money(getattr(cover, name), cover.currency) for name in ("limit", "insured", "paid")}


def hold_json(hold) -> dict:
    """A hold on shipments."""
    return {
        "id": str(hold.pk), "reason": hold.reason, "key": hold.key, "created_at": hold.created_at.isoformat(),
        "placed_by": reference(hold.created_by) if hold.created_by else None,
        "released_at": hold.released_at.isoformat() if hold.released_at else None,
        "released_by": reference(hold.released_by) if hold.released_by else None,
        "release_reason": hold.release_reason,
    }  # fmt: skip


def duplicate_json(customer, likeness: int, why: str, seen: bool) -> dict:
    """A possible duplicate; of one out of sight only who looks after it is told, so that people can talk."""
    owner = customer.owner
    return {
        "id": str(customer.pk) if seen else None,
        "name": customer.name,
        "owner": {"id": str(owner.pk), "name": owner.name} if owner else None,
        "likeness": likeness,
        "why": why,
    }


def card_json(card) -> dict:
    """A visiting card as the API answers it."""
    outcome = "failed" if card.problems else "created" if card.made else "known" if card.contact else "new"
    contact = {"id": str(card.contact.pk), "name": card.contact.name} if card.contact else None
    told = {name: card.values[name] for name in ("name", "phone", "email")}
    return told | {"outcome": outcome, "contact": contact, "problems": card.problems}


def merge_json(merge) -> dict:
    """A merge; values: {field: [before, after]}, moved and stayed: {kind of record: how many}."""
    person = {"id": str(merge.by_id), "name": merge.by.name} if merge.by_id else None
    return {
        "id": str(merge.pk),
        "merged": {"id": str(merge.merged_id), "name": merge.merged.name},
        "at": merge.at.isoformat(),
        "by": person,
        "reason": merge.reason,
        "values": merge.values,
        "moved": {kind: len(ids) for kind, ids in merge.moved.items()},
        "stayed": {kind: len(ids) for kind, ids in merge.stayed.items()},
    }


def _money(amount, currency):
    return None if amount is None else Money(amount, currency).as_json()
