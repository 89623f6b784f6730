"""A passed request whose move is refused after all says why, to readers of each language in theirs."""

import pytest
from django.utils.translation import override

from approvals.models import Approval
from core.workflow import run
from customers.models import Customer
from tenancy.actor import system
from tests.factories.callers import caller
from tests.factories.contracts import approve_all, fresh, make_contract


@pytest.mark.parametrize("voting_in", ["zh-hans", "en"])
def test_what_refused_the_move_is_told_in_each_language(world, voting_in):
    contract = make_contract(world, "reviewing")
    customer = Customer.objects.get(pk=contract.customer_id)
    run(customer, "freeze", by=system(), fields={"reason": "逾期"})

    with override(voting_in):
        approve_all(contract)

    approval = Approval.objects.get(record_id=contract.pk)
    assert approval.state == "failed" and fresh(contract).state == "drafting"
    said = {}
    for language in ("zh-hans", "en"):
        with override(language):
            said[language] = approval.blockers
    assert {blocker["code"] for words in said.values() for blocker in words} == {"customer_frozen"}
    assert "冻结" in said["zh-hans"][0]["detail"] and "frozen" in said["en"][0]["detail"]
    shown = caller(world, "ar").get(f"/approvals/{approval.pk}/").json()["blockers"]
    assert [blocker["detail"] for blocker in shown] == [blocker["detail"] for blocker in said["en"]]
