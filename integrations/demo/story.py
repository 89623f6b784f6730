"""One deal's story: from a hint to the last payment, step by step until its clock reaches today.

Each step is a real move by the person whose it is, at the moment the story has come to; a story that begins long
ago ends closed, one that began last month is still an opportunity.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from contracts.models import Clause, Contract
from contracts.services import give_opinion as judge_clause
from contracts.services import set_clauses, set_schedule
from contracts.states import Verdict
from core.dates import acting_at, local_day
from core.errors import Refused
from core.workflow import run
from customers.models import Customer, Visit
from customers.services.visits import plan_visit
from deals.models import Deal
from deals.services import record_cost, set_team
from deals.states import CostKind
from delivery.models import DeliveryOrder
from delivery.services import create_order
from integrations.demo import words
from integrations.demo.company import Company, approve, cny
from leads.models import Lead
from leads.services.capture import create_lead, set_helpers, update_lead
from leads.services.verification import log_verification
from opportunities.models import Opportunity
from opportunities.services.opening import update_opportunity
from opportunities.services.preparation import give_opinion, write_estimate, write_insight, write_risks
from opportunities.services.quoting import create_quote
from tenancy.actor import actor_for
from tenancy.models import User

log = logging.getLogger(__name__)
# Lifting and heavy transport come on top of what the lines cost.
FREIGHT = Decimal("0.004")
VAT = Decimal("1.13")
# What was asked for this recently still waits for its approvers.
UNDECIDED = timedelta(days=9)
SCHEDULES = [
    [("预付款", "0.30", "signed", 7), ("发货款", "0.40", "shipped", 30), ("验收款", "0.30", "accepted", 30)],
    [("预付款", "0.20", "signed", 10), ("发货款", "0.50", "shipped", 45), ("验收款", "0.30", "accepted", 60)],
    [("预付款", "0.30", "signed", 7), ("到货款", "0.60", "shipped", 60), ("验收款", "0.10", "accepted", 30)],
]


@dataclass
class Story:
    """The people, customer and money of one deal.

    `ends` names a twist: "", invalid, lost, abandoned. `rests`: the step before which the story stands today.
    """

    company: Company
    customer: Customer
    title: str
    amount: Decimal
    clock: datetime
    today: datetime
    ends: str = ""
    rests: str = ""
    pace: float = 1.0
    people: dict[str, User] = field(default_factory=dict)
    lead: Lead | None = None
    visit: Visit | None = None
    opportunity: Opportunity | None = None
    contract: Contract | None = None
    order: DeliveryOrder | None = None

    def by(self, seat: str):
        """The actor in a seat of this deal, or the holder of another role."""
        return actor_for(self.people[seat]) if seat in self.people else self.company.by(seat)

    def tell(self) -> None:
        """Walk on until the clock reaches today or something stands in the way."""
        for days, step in self.steps():
            if step.__name__ == self.rests:
                return self.look_ahead()
            self.clock += timedelta(days=max(days * self.pace, 0.05))
            if self.clock >= self.today:
                return
            try:
                with acting_at(self.clock), transaction.atomic():
                    step()
            except Refused as refused:
                # No credit left, customer frozen: the story waits here, as it would in life.
                log.debug(
                    "demo story waits",
                    extra={"title": self.title, "step": step.__name__, "why": refused.detail},
                )
                return

    def look_ahead(self) -> None:
        """The next visit of a deal that is under way; how far it is prepared differs."""
        rng, asked = self.company.rng, ("situation", "problem", "implication", "need_payoff")
        plan_visit(
            by=self.by("ar"), customer=self.customer, planned_on=local_day() + timedelta(days=rng.randint(1, 12)),
            goals="确认二期节拍与预算口径",
            **dict(zip(asked[: rng.randint(0, 4)], words.QUESTIONS, strict=False)),
        )  # fmt: skip

    def days_before_rest(self) -> float:
        """How long the story takes until it rests."""
        names = [step.__name__ for _days, step in self.steps()]
        return sum(days for days, _step in list(self.steps())[: names.index(self.rests)]) * self.pace

    def steps(self) -> Iterator[tuple]:
        """(days after the step before, what happens)."""
        yield from [(0, self.enter_lead), (1, self.take_lead)]
        if self.ends == "invalid":
            yield (5, self.invalidate)
            return
        yield from [(3, self.verify), (4, self.convert)]
        yield from [(4, self.prepare), (1, self.ask_ati), (2, self.pass_gate), (9, self.guide), (8, self.bid)]
        if self.ends == "abandoned":
            yield (6, self.abandon)
            return
        yield from [(7, self.quote), (1, self.ask_atb), (3, self.pass_gate), (6, self.negotiate)]
        if self.ends == "lost":
            yield (8, self.lose)
            return
        yield from [(9, self.win), (4, self.draft), (1, self.ask_atc), (4, self.pass_gate), (4, self.sign)]
        yield from [(2, self.hand_over), (2, self.accept_handover), (2, self.open_order), (1, self.release)]
        yield from [(1, self.schedule), (4, self.start), (25, self.ship), (12, self.accept)]
        yield (3, self.close_order)

    # --- lead -----------------------------------------------------------------------------------------------------

    def enter_lead(self):
        rng = self.company.rng
        self.lead = create_lead(
            by=self.by("ar"), title=self.title, customer=self.customer, source=rng.choice(words.SOURCES),
            need=f"{self.title}，节拍与交期是关键", solution="标准单元加定制工装", expected_amount=cny(self.amount),
        )  # fmt: skip

    def take_lead(self):
        self.lead = run(
            self.lead, "assign", by=self.by("ar"), fields={"owner": str(self.people["ar"].pk)}
        ).record
        self.lead = run(self.lead, "verify", by=self.by("ar")).record

    def verify(self):
        set_helpers(self.lead, [self.people["sr"], self.people["fr"]], by=self.by("ar"))
        contacts = list(self.customer.contacts.order_by("created_at"))
        for seat, contact, question, evidence in zip(
            ("ar", "sr", "fr"), contacts, words.QUESTIONS, words.EVIDENCE, strict=False
        ):
            log_verification(
                self.lead, by=self.by(seat), contact=contact, question=question, evidence=evidence
            )
        start = local_day() + timedelta(days=120)
        self.lead = update_lead(self.lead, by=self.by("ar"), budget=cny(self.amount), expected_start_on=start)

    def invalidate(self):
        why = self.company.rng.choice(words.INVALID)
        run(self.lead, "invalidate", by=self.by("ar"), fields={"reason": why})

    def convert(self):
        self.lead = run(self.lead, "qualify", by=self.by("ar")).record
        done = run(self.lead, "convert", by=self.by("ar"))
        self.opportunity = update_opportunity(
            Opportunity.objects.get(pk=done.extra["opportunity"]["id"]), by=self.by("ar"),
            expected_signing_on=local_day() + timedelta(days=55),
        )  # fmt: skip

    # --- opportunity ------------------------------------------------------------------------------------------------

    def prepare(self):
        self.visit = plan_visit(
            by=self.by("ar"),
            customer=self.customer,
            planned_on=local_day() + timedelta(days=2),
            goals="确认二期节拍与预算口径",
        )
        deal = Deal.objects.get(pk=self.opportunity.deal_id)
        set_team(deal, by=self.by("ar"), **{seat: self.people[seat] for seat in ("ar", "sr", "fr")})
        self.reload()
        write_insight(
            self.opportunity,
            {name: [{"text": text}] for name, text in words.INSIGHT.items()},
            by=self.by("ar"),
        )
        write_estimate(
            self.opportunity,
            by=self.by("ar"),
            revenue=cny(self.amount / VAT),
            cost=cny(self.amount / VAT * Decimal("0.7")),
        )

    def ask_ati(self):
        self.asked = run(self.opportunity, "initiate", by=self.by("ar")).approval

    def pass_gate(self):
        if self.today - self.clock > UNDECIDED:
            approve(self.company, self.asked)

    def guide(self):
        said = {"outcome": "二期节拍按 42 秒，预算口径含税", "next_step": "发方案初稿"}
        run(self.visit, "report", by=self.by("ar"), fields=said)
        self.reload()
        self.opportunity = run(self.opportunity, "guide", by=self.by("ar")).record

    def bid(self):
        self.opportunity = run(self.opportunity, "prepare_bid", by=self.by("ar")).record

    def quote(self):
        price = (self.amount / VAT / 2).quantize(Decimal("0.01"))
        share = Decimal(self.company.rng.randint(62, 74)) / 100
        line = {
            "description": self.title, "quantity": Decimal(2), "unit_price": cny(price),
            "unit_cost": cny(price * share), "tax_rate": Decimal("0.13"),
        }  # fmt: skip
        create_quote(
            self.opportunity, by=self.by("sr"), valid_until=local_day() + timedelta(days=120), lines=[line]
        )
        self.reload()
        write_risks(self.opportunity, [{"text": self.company.rng.choice(words.RISKS)}], by=self.by("sr"))
        self.reload()
        give_opinion(self.opportunity, "交期可行，W+16 完成 FAT", by=self.by("fr"))

    def ask_atb(self):
        self.reload()
        self.asked = run(self.opportunity, "submit", by=self.by("ar")).approval

    def negotiate(self):
        self.reload()
        self.opportunity = run(self.opportunity, "negotiate", by=self.by("ar")).record

    def lose(self):
        fields = {
            "reason": self.company.rng.choice(words.LOSSES),
            "winner": self.company.rng.choice(words.RIVALS),
        }
        run(self.opportunity, "lose", by=self.by("ar"), fields=fields)

    def abandon(self):
        run(self.opportunity, "abandon", by=self.by("ar"), fields={"reason": "客户项目推迟到明年"})

    def win(self):
        done = run(self.opportunity, "win", by=self.by("ar"))
        self.contract = Contract.objects.get(pk=done.extra["contract"]["id"])

    # --- contract -----------------------------------------------------------------------------------------------

    def draft(self):
        parts = [
            {"name": name, "kind": "share", "share": Decimal(share), "trigger": trigger, "days": days}
            for name, share, trigger, days in self.company.rng.choice(SCHEDULES)
        ]
        self.contract = set_schedule(self.contract, parts, by=self.by("ar"))
        if self.company.rng.random() < 0.4:
            self.deviate(*self.company.rng.choice(words.DEVIATIONS))

    def deviate(self, code, wording, judge, comment):
        """The customer wants a clause of its own; whose clause it is agrees."""
        clause = Clause.objects.get(code=code)
        self.contract = set_clauses(self.contract, {clause: (wording, None)}, by=self.by("ar"))
        judge_clause(self.contract, clause, by=self.by(judge), verdict=Verdict.ACCEPT, comment=comment)

    def ask_atc(self):
        self.asked = run(self.contract, "submit_review", by=self.by("ar")).approval

    def sign(self):
        self.contract = run(
            Contract.objects.get(pk=self.contract.pk), "sign", by=self.by("ar"), fields={"place": "苏州"}
        ).record

    def hand_over(self):
        self.contract = run(self.contract, "hand_over", by=self.by("ar")).record

    def accept_handover(self):
        self.contract = run(self.contract, "accept_handover", by=self.by("fr")).record

    # --- delivery ---------------------------------------------------------------------------------------------------

    def open_order(self):
        self.contract = Contract.objects.get(pk=self.contract.pk)
        lines = [
            {"contract_line": line, "quantity": line.quantity} for line in self.contract.agreement.lines.all()
        ]
        required = local_day() + timedelta(days=50)
        self.order = create_order(
            by=self.by("fr"), contract=self.contract.agreement, lines=lines, required_on=required
        )
        self.order = run(self.order, "submit_review", by=self.by("fr")).record

    def release(self):
        self.order = run(self.order, "release", by=self.by("planner")).record

    def schedule(self):
        promised = (local_day() + timedelta(days=45)).isoformat()
        self.order = run(
            self.order, "schedule", by=self.by("planner"), fields={"promised_on": promised}
        ).record

    def start(self):
        self.order = run(self.order, "start", by=self.by("planner")).record

    def ship(self):
        fields = {"carrier": "德邦物流", "tracking": f"DB{self.company.rng.randrange(10**9, 10**10)}"}
        self.order = run(self.order, "ship", by=self.by("fr"), fields=fields).record
        freight = (self.amount * FREIGHT).quantize(Decimal(1))
        record_cost(
            Deal.objects.get(pk=self.order.deal_id), by=self.by("fr"), kind=CostKind.LOGISTICS, amount=cny(freight),
            incurred_on=local_day(), note="大件运输与吊装",
        )  # fmt: skip

    def accept(self):
        self.order = run(self.order, "accept", by=self.by("fr"), fields={}).record

    def close_order(self):
        run(self.order, "close", by=self.by("fr"))

    def reload(self):
        self.opportunity = Opportunity.objects.get(pk=self.opportunity.pk)
