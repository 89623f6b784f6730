"""Papers in the frozen copy: their hashes are decided on, and a replaced paper voids the decision."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from approvals.frozen_papers import papers_in
from approvals.models import Approval
from contracts.models import Contract
from core.workflow import run
from desk.models import Attachment
from desk.papers import attach, hashes
from opportunities.models import Opportunity
from tests.factories.contracts import advance, fresh, make_contract
from tests.factories.opportunities import make_opportunity, prepare_atb


def paper(record, world, content="甲方盖章", name="合同.txt"):
    file = SimpleUploadedFile(name, content.encode(), content_type="text/plain")
    return attach(record, file, by=world.by("ar"))


def request_of(contract) -> Approval:
    return Approval.objects.get(record_id=contract.pk, gate="ATC")


@pytest.fixture(params=["contract", "deal"])
def submitted(request, world):
    """(contract before ATC, the record its paper hangs on): the contract itself, or the deal."""
    contract = make_contract(world)
    holder = contract if request.param == "contract" else contract.deal
    paper(holder, world)
    run(contract, "submit_review", by=world.by("ar"))
    return fresh(contract), holder


def test_the_request_freezes_name_and_hash(submitted):
    contract, _holder = submitted

    digest = hashlib.sha256("甲方盖章".encode()).hexdigest()
    assert request_of(contract).frozen["papers"] == [{"name": "合同.txt", "sha256": digest}]


def test_a_replaced_paper_voids_the_request(world, submitted):
    contract, holder = submitted

    paper(holder, world, "乙方改过")

    approval = request_of(contract)
    assert (approval.state, [change["field"] for change in approval.void_reason]) == ("voided", ["papers"])
    assert fresh(contract).state == "drafting"


def test_a_paper_that_comes_later_voids_nothing(world, submitted):
    contract, holder = submitted

    paper(holder, world, "会议纪要", "纪要.txt")
    paper(holder, world)

    assert request_of(contract).state == "pending"
    assert Attachment.objects.count() == 2


def test_a_paper_replaced_after_atc_takes_the_contract_back_to_drafting(world, submitted):
    contract, holder = submitted
    advance(world, contract, "approved")

    paper(holder, world, "乙方改过")

    assert fresh(contract).state == "drafting"


def test_the_signed_scan_does_not_hinder_the_handover(world, submitted):
    contract, holder = submitted
    advance(world, contract, "approved")
    advance(world, fresh(contract), "signed")

    paper(holder, world, "双方盖章")
    advance(world, fresh(contract), "handed_over")

    assert Contract.objects.get(pk=contract.pk).handed_over_at is not None


def test_a_paper_under_the_same_name_is_the_next_version(world):
    deal = make_contract(world).deal
    first = paper(deal, world)
    second = paper(deal, world, "改")

    first.refresh_from_db()
    assert (first.superseded_by_id, second.file_version) == (second.pk, 2)
    assert [one["sha256"] for one in hashes(deal)] == [second.sha256]


@pytest.fixture
def bid(world):
    """(opportunity whose ATB is asked, its quote with a paper)."""
    opportunity = make_opportunity(world, at="bidding")
    quote = prepare_atb(world, opportunity)
    paper(quote, world, "报价附图", "附图.txt")
    run(Opportunity.objects.get(pk=opportunity.pk), "submit", by=world.by("ar"))
    return Opportunity.objects.get(pk=opportunity.pk), quote


def test_atb_decides_on_the_papers_of_its_quote_too(world, bid):
    opportunity, quote = bid
    request = Approval.objects.get(record_id=opportunity.pk, gate="ATB")

    assert [paper.name for paper in papers_in(request) if paper.stands] == ["附图.txt"]

    paper(quote, world, "新附图", "附图.txt")

    assert Approval.objects.get(pk=request.pk).state == "voided"
    assert Opportunity.objects.get(pk=opportunity.pk).pending_gate == ""


def test_evidence_is_read_in_the_readers_language(bid):
    opportunity, _quote = bid
    request = Approval.objects.get(record_id=opportunity.pk, gate="ATB")

    heard = {}
    for language in ("zh-hans", "en"):
        with override(language):
            heard[language] = {
                check["code"]: check["label"] for check in request.checks if check.get("label")
            }
    assert (heard["zh-hans"]["needs_risks"], heard["en"]["needs_risks"]) == ("风险清单", "List of risks")
