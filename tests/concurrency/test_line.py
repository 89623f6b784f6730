"""Eight at once enter leads that a rule gives to five people in turn: nobody gets two more than another."""

from collections import Counter

import pytest

from leads.models import Lead
from leads.services.capture import create_lead
from leads.services.rule_changes import save_rule, set_caps
from tenancy.actor import system
from tenancy.models import Department
from tenancy.people import add_member
from tests.concurrency.conftest import together
from tests.factories.people import make_world

pytestmark = pytest.mark.slow
CLIENTS, LEADS, PEOPLE, CAP = 8, 1000, 5, 300


def seller(world, place, n):
    """One of the team."""
    name = f"line{n}-{world.tenant.code}"
    return add_member(username=name, name=name, password="x" * 12, department=place, roles=["ar"])


def test_a_thousand_leads_by_eight_clients_are_shared_evenly(committed):
    world = make_world()
    with world.acting():
        place = Department.objects.create(code="line", name="Line")
        people = [seller(world, place, n) for n in range(PEOPLE)]
        set_caps({one.pk: CAP for one in people}, by=system())
        save_rule(None, by=system(), department=place)

    def client():
        for _ in range(LEADS // CLIENTS):
            with world.acting():
                create_lead(by=system(), title="x", company_name="某公司", source="web_form")

    together([client] * CLIENTS)

    with world.acting():
        shares = Counter(Lead.objects.values_list("owner__name", flat=True))
    assert sum(shares.values()) == LEADS and None not in shares
    assert max(shares.values()) - min(shares.values()) <= 1
