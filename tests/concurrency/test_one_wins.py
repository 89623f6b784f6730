"""Twenty at once through the API: one transition, one vote, one lead, one number; one wins, nothing is doubled."""

import pytest

from approvals.models import Approval, Voter
from contracts.models import Contract
from core.models import Event, TransitionRecord
from core.tenancy import acting_for
from core.workflow import run
from deals.models import Deal
from leads.models import Lead
from opportunities.models import Opportunity
from tests.concurrency.conftest import THREADS, together
from tests.factories.contracts import line, make_contract
from tests.factories.leads import make_lead
from tests.factories.opportunities import make_opportunity, prepare_ati

pytestmark = pytest.mark.slow


def moves_of(record, move) -> int:
    return TransitionRecord.objects.filter(record_id=record, move=move).count()


def test_one_transition_is_made_once(company, calls):
    with company.acting():
        lead = make_lead(company, at="qualified").pk

    answers = calls([("ar", "post", f"/leads/{lead}/transitions/convert/", {})] * THREADS)

    assert answers.ok == 1
    with company.acting():
        assert moves_of(lead, "convert") == 1
        assert Event.objects.filter(record_id=lead, kind="lead.converted").count() == 1
        assert Deal.objects.filter(lead_id=lead).count() == 1
        assert Opportunity.objects.filter(deal__lead_id=lead).count() == 1


def test_different_moves_of_one_lead_leave_one_history(company, calls):
    """Each move is judged on what the one before left: the records form a chain without a fork."""
    with company.acting():
        lead = make_lead(company, at="verifying", verified=True).pk
    names = ["qualify", "nurture", "pool", "verify"]

    answers = calls(
        [("sales_manager", "post", f"/leads/{lead}/transitions/{names[n % 4]}/", {}) for n in range(THREADS)]
    )

    with company.acting():
        noted = list(
            TransitionRecord.objects.filter(record_id=lead).order_by("at").values_list("source", "target")
        )
        assert [after[0] for after in noted[1:]] == [before[1] for before in noted[:-1]]
        assert len(noted) == answers.ok + 2
        assert Lead.objects.get(pk=lead).state == noted[-1][1]


def test_one_pooled_lead_is_claimed_by_one(company, calls):
    with company.acting():
        lead = make_lead(company, at="pooled").pk

    answers = calls(
        [(("ar", "sr")[n % 2], "post", f"/leads/{lead}/transitions/claim/", {}) for n in range(THREADS)]
    )

    (winner,) = answers.won()
    with company.acting():
        assert Lead.objects.get(pk=lead).owner_id == company.people[("ar", "sr")[winner % 2]].pk
        assert moves_of(lead, "claim") == 1


def asked(company) -> tuple:
    """An opportunity that waits for ATI, and its request."""
    with company.acting():
        opportunity = make_opportunity(company)
        prepare_ati(company, opportunity)
        outcome = run(Opportunity.objects.get(pk=opportunity.pk), "initiate", by=company.by("ar"))
        return opportunity.pk, outcome.approval.pk


def test_a_gate_is_asked_once(company, calls):
    with company.acting():
        opportunity = make_opportunity(company)
        prepare_ati(company, opportunity)

    answers = calls([("ar", "post", f"/opportunities/{opportunity.pk}/transitions/initiate/", {})] * THREADS)

    assert answers.statuses == {202: 1, 409: THREADS - 1}
    with company.acting():
        assert Approval.objects.filter(record_id=opportunity.pk).count() == 1


def test_one_vote_counts_once(company, calls):
    opportunity, approval = asked(company)
    path = f"/approvals/{approval}/decide/"

    first = calls([("sales_manager", "post", path, {"decision": "approve"})] * THREADS)
    last = calls([("finance", "post", path, {"decision": "approve"})] * THREADS)

    assert first.ok == last.ok == 1
    with company.acting():
        assert Approval.objects.get(pk=approval).state == "approved"
        assert Voter.objects.filter(step__approval=approval).exclude(vote="").count() == 2
        assert moves_of(opportunity, "initiate") == 1
        assert Event.objects.filter(record_id=opportunity, kind="approval.approved").count() == 2


def test_of_opposite_votes_the_first_stands(company, calls):
    opportunity, approval = asked(company)
    votes = [{"decision": "approve"}, {"decision": "reject", "comment": "预算不足"}]
    wanted = [
        ("sales_manager", "post", f"/approvals/{approval}/decide/", votes[n % 2]) for n in range(THREADS - 2)
    ]

    answers = calls([*wanted, *[("ar", "post", f"/approvals/{approval}/withdraw/", {})] * 2])

    with company.acting():
        now = Approval.objects.get(pk=approval)
        if now.state == "pending":
            assert answers.ok == 1
        else:
            assert now.state in ("rejected", "withdrawn") and answers.ok in (1, 2)
        assert Voter.objects.filter(step__approval=approval).exclude(vote="").count() <= 1
        assert moves_of(opportunity, "initiate") == 0
        waits = Opportunity.objects.get(pk=opportunity).pending_gate
        assert waits == ("ATI" if now.state == "pending" else "")


def test_contracts_signed_at_once_have_numbers_without_gaps(company):
    with company.acting():
        contracts = [
            make_contract(company, "approved", lines=[line(quantity="1")], limit=None).pk
            for _each in range(9)
        ]

    def sign(pk):
        with acting_for(company.tenant):
            return run(Contract.objects.get(pk=pk), "sign", by=company.by("ar"), fields={"place": "苏州"})

    def change_ones_mind(pk):
        """Signed, numbered, and then everything taken back: the number must come again."""
        try:
            with acting_for(company.tenant):
                run(Contract.objects.get(pk=pk), "sign", by=company.by("ar"))
                raise InterruptedError
        except InterruptedError:
            return None

    together([lambda: change_ones_mind(contracts[0]), *[lambda pk=pk: sign(pk) for pk in contracts[1:]]])

    with company.acting():
        signed = Contract.objects.filter(pk__in=contracts, state="signed").values_list("number", flat=True)
        numbers = sorted(int(number.rsplit("-", 1)[1]) for number in signed)
        assert numbers == list(range(numbers[0], numbers[0] + 8))
        assert Contract.objects.get(pk=contracts[0]).number.startswith("CT-D-")
