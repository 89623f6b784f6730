"""Questions about one contract or amendment, each with the sentence that a refused person reads."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from contracts.states import Risk
from contracts.terms import digest, frozen_terms, live_lines, paid_late, sum_problems
from core.guards import Blocker, facts, guard
from core.money import Money, base_amount
from customers.credit import AT_CONTRACT, Answer, ask
from customers.guards import customer_admitted, customer_not_frozen
from customers.states import PaymentMode
from deals.closing import closing_blockers


def page(contract, anchor: str = "") -> str:
    """The address where what is missing can be put right."""
    return contract.get_absolute_url() + anchor


@guard(
    _l("The contract has no lines."),
    fix=_l("Add what is sold, with quantity and price."),
)
def has_lines(contract):
    """There is something to deliver and to bill."""
    return live_lines(contract.agreement).exists() and contract.amount > 0


@guard(_l("The payment schedule does not add up."))
def schedule_adds_up(contract):
    """The instalments come to the contract amount to the cent (ltc.md §6)."""
    fix = _("Adjust one of the instalments.")
    return [
        Blocker("schedule_adds_up", problem, fix, page(contract, "#payment-schedule"))
        for problem in sum_problems(contract.agreement)
    ]


@guard(_l("Prepayment is agreed, but money falls due after the goods."))
def prepayment_comes_first(contract):
    """Under prepayment no instalment waits for shipment, delivery, acceptance or the end of warranty."""
    agreement = contract.agreement
    fix = _("Let it fall due on signing, on invoice or on a date, or agree terms on credit.")
    return [
        Blocker("not_prepaid", problem, fix, page(contract, "#payment-schedule"))
        for problem in paid_late(agreement.instalments.all(), agreement.payment_mode)
    ]


@guard(_l("The customer is not admitted."))
def customer_admitted_for_terms(contract):
    """Admitted, or conditional with terms that ask the money first (ltc.md §3)."""
    return customer_admitted(contract.customer, contract.agreement.payment_mode)


@guard(_l("The customer is frozen."))
def customer_may_trade(contract):
    """A frozen customer gets no new contract."""
    return customer_not_frozen(contract.customer)


@guard(_l("The customer's credit does not suffice."))
def credit_allows_contract(contract):
    """Where the customer's check point is the contract, the whole contract fits the limit; else it only warns."""
    return credit_of(contract, warned=False).blockers


def credit_of(contract, warned=True) -> Answer:
    """What the exposure engine says to the whole contract; under prepayment nothing is given on credit.

    warned: see customers.credit.ask.
    """
    on_credit = contract.agreement.payment_mode != PaymentMode.PREPAYMENT
    total = Money(contract.amount if on_credit else Decimal(0), contract.currency)
    return ask(
        contract.customer, base_amount(total, contract.as_of), AT_CONTRACT, agreement_id=contract.agreement_id,
        record=contract, warned=warned,
    )  # fmt: skip


@guard(_l("The customer's credit does not suffice."))
def credit_allows_amendment(amendment):
    """The same of what an amendment adds to the contract."""
    return credit_of_amendment(amendment, warned=False).blockers


def credit_of_amendment(amendment, point=AT_CONTRACT, warned=True) -> Answer:
    """What the exposure engine says to the contract as the amendment makes it; a smaller one asks for nothing."""
    grows = amendment.amount > amendment.former_amount
    agreement = amendment.contract.agreement
    on_credit = agreement.payment_mode != PaymentMode.PREPAYMENT
    gain = Money(
        amendment.amount - amendment.former_amount if grows and on_credit else Decimal(0), amendment.currency
    )
    if not gain.amount:
        return Answer()
    return ask(
        amendment.contract.customer, base_amount(gain, amendment.as_of), point, agreement_id=agreement.pk,
        record=amendment, warned=warned,
    )  # fmt: skip


@guard(_l("High-risk deviations are open."))
def deviations_decided(contract):
    """No deviation of high risk waits for its owner's opinion (decision 45)."""
    return [
        open_deviation(row, contract) for row in contract.clauses.select_related("clause") if is_blocking(row)
    ]


def is_blocking(row) -> bool:
    """A high-risk deviation nobody has accepted holds the contract back from ATC."""
    return row.is_open and row.risk == Risk.HIGH


def open_deviation(row, contract) -> Blocker:
    """The blocker of one open deviation: which clause, and who decides."""
    return Blocker(
        "deviation_open",
        _("A high-risk deviation is open in clause {clause}.").format(clause=row.clause),
        _("Get the opinion of {owner} or restore the standard clause.").format(
            owner=row.clause.get_opinion_by_display()
        ),
        page(contract, "#clauses"),
    )


@guard(_l("The budget is empty."), fix=_l("Fill in the budget's revenue and cost."))
def budget_calculated(contract):
    """The second of the four calculations is made before ATC (ltc.md §6)."""
    return contract.deal.calculations.filter(kind="budget", cost__isnull=False).exists()


@guard(
    _l("The contract was changed after ATC approved it."),
    fix=_l("Submit it for ATC again."),
)
def approved_and_unchanged(contract):
    """What is signed, handed over and carried out is what was approved, word for word."""
    return bool(contract.approved_digest) and digest(frozen_terms(contract)) == contract.approved_digest


@guard(
    _l("The triangle has no delivery manager (FR) to hand over to."),
    fix=_l("Appoint the FR on the deal."),
)
def fr_appointed(contract):
    """A handover needs somebody who takes it."""
    return contract.deal.seat("fr") is not None


@guard(
    _l("The contract has not been handed over yet."),
    fix=_l("The AR hands over its points first."),
)
def handed_over(contract):
    """Delivery accepts only what sales handed over."""
    return contract.handed_over_at is not None


@guard(_l("The deal is not ready to close."))
def closing_checks_pass(contract):
    """Every stage's own closing check: orders, receivables, issues (registered in deals.closing)."""
    return closing_blockers(contract.deal)


@guard(
    _l("An amendment of this contract is still open: {number}."),
    fix=_l("Put it in force or withdraw it."),
)
def amendments_settled(contract):
    """No change hangs in the air when the contract closes."""
    pending = contract.open_amendments().first()
    return facts(pending is None, number=pending or "")


@guard(
    _l("The contract is in state “{state}”; only a signed contract is amended."),
    fix=_l("Edit the draft itself."),
)
def contract_binds(amendment):
    """Before signing the draft is edited; after closing nothing changes."""
    contract = amendment.contract
    return facts(contract.is_binding, state=contract.get_state_display())


@guard(_l("The amendment changes nothing."), fix=_l("Change lines, schedule or clauses."))
def changes_something(amendment):
    """An empty amendment would only cost a decision."""
    from contracts.proposal import differences

    return bool(differences(amendment))


@guard(
    _l("The contract has moved on to V{current} since this amendment was written for V{base}."),
    fix=_l("Write the change anew on top of the version in force."),
)
def built_on_current_version(amendment):
    """Two amendments side by side must not undo each other."""
    agreement = amendment.contract.agreement
    current, base = agreement.terms_version, amendment.base_version
    return facts(current == base, current=current, base=base)


@guard(_l("The amendment does not add up."))
def proposal_adds_up(amendment):
    """The proposed instalments come to the proposed amount; delivered quantities stay covered."""
    from contracts.proposal import proposal_problems

    return [
        Blocker("proposal_adds_up", problem, _("Adjust the amendment."))
        for problem in proposal_problems(amendment)
    ]
