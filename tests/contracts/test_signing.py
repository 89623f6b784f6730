"""From draft to in force."""

from tests.factories.contracts import make_contract


def test_a_contract_walks_from_draft_to_in_force(world):
    contract = make_contract(world, "in_force")

    assert contract.state == "in_force"
    assert contract.number.startswith("CT-2026-0")
    assert contract.deal.stage == "delivery"
