"""From approval to in force: the signature, the number, the handover."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from contracts.services import set_schedule
from core.errors import Blocked
from core.workflow import run
from receivables.models import Receivable
from tests.contracts.steps import refusal
from tests.factories.contracts import SCHEDULE, advance, fresh, make_contract
from tests.factories.customers import make_customer


def test_a_contract_walks_from_draft_to_in_force(world):
    contract = make_contract(world, "in_force")

    assert contract.state == "in_force"
    assert contract.number.startswith("CT-2026-0")
    assert contract.deal.stage == "delivery"


def test_contract_changed_behind_our_back_is_not_signed(world):
    contract = make_contract(world, "approved")
    contract.agreement.lines.update(quantity=3)

    assert refusal(world, contract, "sign") == "approved_and_unchanged"


def test_signing_tomorrow_is_refused(world):
    contract = make_contract(world, "approved")

    with pytest.raises(ValidationError) as refused:
        run(contract, "sign", by=world.by("ar"), fields={"signed_on": contract.as_of + timedelta(days=1)})

    assert "signed_on" in refused.value.message_dict
    assert fresh(contract).state == "approved"


def test_numbers_of_signed_contracts_have_no_gaps(world):
    numbers = [
        make_contract(world, "signed", customer=make_customer(f"客户{i}", owner=world.ar)).number
        for i in range(2)
    ]

    assert numbers == ["CT-2026-000001", "CT-2026-000002"]


def test_handover_is_accepted_whole_or_not_at_all(world):
    contract = make_contract(world, "handed_over")
    first = contract.points.first()

    with pytest.raises(ValidationError):
        run(contract, "accept_handover", by=world.by("fr"), fields={"points": [str(first.pk)]})
    run(
        contract,
        "accept_handover",
        by=world.by("fr"),
        fields={"points": [str(p.pk) for p in contract.points.all()]},
    )

    assert not contract.points.filter(accepted_at=None).exists()


def test_nothing_is_accepted_before_it_was_handed_over(world):
    assert refusal(world, make_contract(world, "signed"), "accept_handover", "fr") == "handed_over"


def test_signed_contract_changes_by_amendment_only(world):
    contract = make_contract(world, "signed")

    with pytest.raises(Blocked):
        set_schedule(contract, [dict(part) for part in SCHEDULE], by=world.by("ar"))


def test_advance_to_signed_leaves_the_advance_open(world):
    contract = make_contract(world, "approved")
    advance(world, contract, "signed")

    opened = Receivable.objects.get(agreement=contract.agreement_id, state="open")
    assert opened.amount == 67800
