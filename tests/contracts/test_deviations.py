"""Clauses worded otherwise than the standard: who judges them, and what they hold up."""

import pytest

from contracts.models import Clause
from contracts.services import give_opinion
from core.errors import Denied
from core.workflow import run
from tests.contracts.steps import deviate, refusal
from tests.factories.contracts import make_contract


def test_open_high_risk_deviation_blocks_until_its_owner_accepts(world):
    contract = make_contract(world)
    clause = deviate(world, contract)
    assert refusal(world, contract) == "deviation_open"

    with pytest.raises(Denied):
        give_opinion(contract, clause, by=world.by("finance"), verdict="accept")
    give_opinion(contract, clause, by=world.by("legal"), verdict="change", comment="压到 5%")
    assert refusal(world, contract) == "deviation_open"
    give_opinion(
        contract,
        clause,
        by=world.by("legal"),
        verdict="accept_with_condition",
        condition="总经理知悉",
        condition_due_on=contract.as_of,
    )

    assert run(contract, "submit_review", by=world.by("ar")).approval is not None


def test_new_wording_needs_a_new_opinion(world):
    contract = make_contract(world)
    clause = deviate(world, contract)
    give_opinion(contract, clause, by=world.by("legal"), verdict="accept")

    deviate(world, contract, "违约金上限 20%。")

    assert refusal(world, contract) == "deviation_open"


def test_deviation_of_lower_risk_does_not_block(world):
    contract = make_contract(world)
    deviate(world, contract, "质保 18 个月。", "8.3")

    assert run(contract, "submit_review", by=world.by("ar")).approval is not None


def test_standard_text_is_no_deviation(world):
    contract = make_contract(world)
    clause = deviate(world, contract, Clause.objects.get(code="11.2").text_en)

    assert contract.clauses.get(clause=clause).text is None


def test_fr_judges_delivery_clauses(world):
    contract = make_contract(world)
    clause = deviate(world, contract, "签约后 62 天交货。", "6.1")

    give_opinion(contract, clause, by=world.by("fr"), verdict="accept")

    assert contract.clauses.get(clause=clause).verdict == "accept"
