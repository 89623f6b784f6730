"""Standards of open credit with their evidence, and a customer's own terms."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from core.dates import local_day
from core.errors import Blocked, Denied
from core.models import History
from core.workflow import run
from customers.models import CreditLimit, CreditStandard
from customers.services.credit import request_limit
from customers.services.credit_terms import record_evidence, set_terms, withdraw_evidence
from customers.services.groups import create_group
from tenancy.actor import system
from tenancy.rules import set_rule
from tests.customers.refusals import codes
from tests.factories.contracts import cny
from tests.factories.customers import FAR, make_customer, make_live_limit


def test_without_evidence_a_limit_is_warned_of_or_refused_by_the_setting(alpha):
    customer = make_customer()
    asked = {"customer": customer, "amount": cny(5), "valid_until": FAR}

    approval = request_limit(by=alpha.by.credit, **asked).approval
    told = {row["label"]: row for row in approval.checks_by_language["en"] if "label" in row}
    assert told["Standards of open credit"]["ok"] is False

    set_rule("credit.standards", "block", by=system())
    with pytest.raises(Blocked) as refused:
        request_limit(by=alpha.by.credit, **asked)
    assert codes(refused) == ["open_credit_allowed"]
    standard = CreditStandard.objects.get(code="bank_rating")
    row = record_evidence(customer, by=alpha.by.credit, standard=standard, source="工行评级 AA+")
    assert row.valid_until is not None and row.valid_until > local_day()
    assert request_limit(by=alpha.by.credit, **asked).record.state == "requested"
    withdraw_evidence(row, by=alpha.by.credit)
    with pytest.raises(Blocked):
        make_live_limit(customer)


def test_evidence_of_a_member_counts_for_its_group_and_ends_by_its_day(alpha):
    set_rule("credit.standards", "block", by=system())
    group = create_group(by=alpha.by.ar, name="集团")
    member = make_customer(group=group)
    limit = CreditLimit(group=group, amount=5, currency="CNY", valid_until=FAR)
    standard = CreditStandard.objects.get(code="state_grid")
    day = local_day() - timedelta(days=1)
    record_evidence(
        member, by=alpha.by.credit, standard=standard, source="名单", seen_on=day, valid_until=day
    )
    limit.save()
    with pytest.raises(Blocked):
        run(limit, "grant", by=system(), approved=True)

    record_evidence(member, by=alpha.by.credit, standard=standard, source="名单")

    assert run(limit, "grant", by=system(), approved=True).record.state == "live"


def test_who_may_and_what_fits_as_terms_and_evidence(alpha):
    customer, standard = make_customer(), CreditStandard.objects.first()
    with pytest.raises(Denied):
        set_terms(customer, by=alpha.by.ar, check_point="contract", reason="–")
    with pytest.raises(Denied):
        record_evidence(customer, by=alpha.by.ar, standard=standard, source="–")
    with pytest.raises(ValidationError):
        record_evidence(
            customer,
            by=alpha.by.credit,
            standard=standard,
            source="–",
            seen_on=local_day() + timedelta(days=1),
        )
    terms = set_terms(customer, by=alpha.by.credit, tolerance_percent=Decimal("2.5"), reason="老客户")
    set_terms(customer, by=alpha.by.credit, tolerance_percent=None, check_point="shipment", reason="改到发货")
    assert History.objects.filter(record_id=terms.pk).count() == 2
