"""A company in which every kind of row exists: one deal walked from lead to cash, and what stands beside it."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from approvals.models import Approval, Condition
from approvals.services import current_step, decide
from catalogue.services import create_product
from contracts.models import Clause, Contract
from contracts.services import draft_amendment, give_opinion, set_clauses, set_schedule
from core.attention import notify, todo
from core.dates import acting_at, local_day, start_of_day
from core.hardening import tenant_models
from core.links import issue_link
from core.models import CalendarDay, Event, FeedEntry, Outbox, Rate
from core.money import Money
from core.outbox import post
from core.workflow import run
from customers.models import (
    AdmissionRule,
    CreditCase,
    CreditLimit,
    CreditStandard,
    Customer,
    CustomerMerge,
    LimitReview,
)
from customers.services.admission_rules import add_fact_type
from customers.services.commitments import commit
from customers.services.credit import place_hold
from customers.services.credit_cases import ask_for_release
from customers.services.credit_plans import keep_for, set_plan
from customers.services.credit_terms import record_evidence, set_terms
from customers.services.fact_files import load, take_over, upload
from customers.services.fact_reading import ask_sources
from customers.services.fact_sources import save_source
from customers.services.groups import create_group
from customers.services.influence import draw_line
from customers.services.insurance import insure, save_policy
from customers.services.merging import merge_all
from customers.services.plans import add_move, open_plan, set_goals, write_review
from customers.services.restrictions import propose_blacklist
from customers.services.visits import plan_visit
from deals.models import Deal, SeatHandover
from deals.services import record_cost
from deals.services.surveys import ask_satisfaction
from delivery.services import record_receipt
from desk.models import ListHabit, Notice, SavedView, Todo
from desk.papers import attach
from desk.services.notes import write_note
from integrations.imports.intake import match, receive
from integrations.imports.taking_over import read_file
from leads.models import Helper
from leads.services.campaigns import save_campaign, take
from leads.services.capture import create_lead, record_pain
from leads.services.rule_changes import save_rule
from opportunities.models import Opportunity, Quote
from receivables.models import (
    AccountStatement,
    Allocation,
    CorrectiveAction,
    Dispute,
    DunningFee,
    DunningLevel,
    DunningStep,
    LegalCase,
    Letter,
    ProvisionRate,
    Receivable,
    StatementImport,
    StatementLayout,
)
from receivables.services import aliases, confirmation, match_runs, questions, shares, statement_runs
from receivables.services.allocation import allocate
from receivables.services.books_export import ask_for_export, make_export
from receivables.services.by_hand import block
from receivables.services.causes import state_cause
from receivables.services.dunning import escalate
from receivables.services.forecasts import keep_forecast
from receivables.services.insurance import prepare as prepare_claim
from receivables.services.invoicing import request_invoice
from receivables.services.legal import spend
from receivables.services.legal_requests import ask_legal
from receivables.services.levels import default_procedure
from receivables.services.month_close import month_of
from receivables.services.procedures import choose
from receivables.services.promises import promise
from receivables.services.provision_runs import prepare_run
from receivables.services.provisions import propose_specific
from receivables.services.receipts import take_receipt
from receivables.services.reconciliation import announce
from receivables.services.sealing import seal
from tenancy.actor import actor_for
from tenancy.custom_fields import add_field
from tenancy.handing_over import start, step
from tenancy.keys import create_key
from tenancy.models import Absence, Department, Role, Setting
from tests.factories.contracts import SCHEDULE, approve_all
from tests.factories.customers import make_contact, make_customer, make_live_limit
from tests.factories.delivery import make_order
from tests.factories.leads import make_lead
from tests.factories.opportunities import prepare_atb, prepare_ati
from tests.factories.receivables import make_line, make_open

# Stands in every name and text that people enter: whoever reads it elsewhere has seen what is not theirs.
SECRET = "鹤鸣机密"
# The same for what every colleague may read: products, groups.
HOUSE = "鹤舍内部"
CERTAIN_CLAUSE = "11.2"
# Nobody signs in with a password here.
QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Rows that every colleague may read.
SHARED = (
    "user",
    "department",
    "role",
    "product",
    "group",
    "clause",
    "fact_type",
    "custom_field",
    "procedure",
)


@dataclass
class Filled:
    """The company, a row of each kind by name, the ids of all rows, and of those that not every colleague sees."""

    world: object
    rows: dict = field(default_factory=dict)
    ids: set = field(default_factory=set)
    hidden: set = field(default_factory=set)


def fill(world) -> Filled:
    """Walk the deal, add the rest, and note every id. Within acting_for(tenant)."""
    filled = Filled(world)
    rows = filled.rows
    rows["customer"] = customer = make_customer(f"{SECRET}精密机械有限公司", owner=world.ar)
    rows["limit"] = make_live_limit(customer, "9000000")
    beside_the_customer(world, rows)
    assign(world, rows)
    sell(world, rows)
    contract(world, rows)
    deliver(world, rows)
    collect(world, rows)
    beside_the_chain(world, rows)
    leave(world, rows)
    shared = {type(rows[name]) for name in SHARED}
    shared |= {Event, AdmissionRule, DunningLevel, ProvisionRate, CreditStandard}
    for model in tenant_models():
        ids = {str(pk) for pk in model.objects.values_list("pk", flat=True)}
        filled.ids |= ids
        filled.hidden |= set() if model in shared else ids
    filled.ids |= {str(user.pk) for user in world.people.values()}
    return filled


def leave(world, rows) -> None:
    """Somebody left, and what was still open went to a colleague."""
    todo(rows["deal"], "todo.own", user=world.people["legal"], key="left", text=SECRET)
    rows["handover"] = start(world.people["legal"], by=world.by("admin"), chosen={"": str(world.ar.pk)})
    while rows["handover"].finished_at is None:
        step({"handover": str(rows["handover"].pk)})
        rows["handover"].refresh_from_db()


def kinds_without_a_row() -> list[str]:
    """Names of the tenant's tables that are empty."""
    return sorted(model._meta.label for model in tenant_models() if not model.objects.exists())


def beside_the_customer(world, rows) -> None:
    rows["group"] = create_group(by=world.by("ar"), name=f"{HOUSE}集团")
    rows["plan"] = set_plan(
        by=world.by("credit"), year=local_day().year, total=Money(Decimal(90_000_000), "CNY")
    )
    insure_customer(world, rows)
    rows["contact"] = make_contact(rows["customer"], f"{SECRET}陆总", email="lu@example.com")
    same = make_customer(f"{SECRET}精密", owner=world.ar, admitted=False)
    merge_all(rows["customer"], [same], by=world.by("ar"), keep={}, reason=SECRET)
    rows["merge"] = CustomerMerge.objects.get()
    boss = make_contact(rows["customer"], f"{SECRET}华董", "management")
    rows["influence"] = draw_line(by=world.by("ar"), source=rows["contact"], target=boss, note=SECRET)
    rows["visit"] = plan_visit(
        by=world.by("ar"), customer=rows["customer"], contacts=[rows["contact"]], planned_on=local_day(),
        goals=SECRET,
    )  # fmt: skip
    rows["admission_rule"] = AdmissionRule.objects.first()
    bring_facts(world, rows)
    rows["fact_type"] = add_fact_type(by=world.by("admin"), code="pledge", label=f"{HOUSE}承诺", kind="flag")
    rows["account_plan"] = plan = open_plan(
        by=world.by("ar"), year=2026, customer=rows["customer"], pains=SECRET
    )
    set_goals(plan, [{"measure": "", "text": SECRET, "target": None}], by=world.by("ar"))
    rows["plan_move"] = add_move(plan, by=world.by("ar"), text=SECRET, due_on=local_day())
    write_review(plan, by=world.by("ar"), quarter=1, text=SECRET)
    rows["commitment"] = commit(
        by=world.by("ar"), customer=rows["customer"], text=SECRET, due_on=local_day(), visit=rows["visit"]
    )
    price = Money(Decimal(100), "CNY")
    rows["product"] = create_product(by=world.by("admin"), code="HM-1", name=f"{HOUSE}单元", unit_price=price)


def insure_customer(world, rows) -> None:
    """A part of the plan, evidence, a check point, a review asked for, a policy, a proposal to blacklist."""
    customer, credit = rows["customer"], world.by("credit")
    keep_for(rows["plan"], by=credit, customer=customer, amount=Money(Decimal(5_000_000), "CNY"), note=SECRET)
    rows["standard"] = CreditStandard.objects.first()
    rows["evidence"] = record_evidence(customer, by=credit, standard=rows["standard"], source=SECRET)
    rows["terms"] = set_terms(customer, by=credit, tolerance_percent=Decimal(0), reason=SECRET)
    LimitReview(limit=CreditLimit.objects.first(), outcome="renewed", reason=SECRET).save()
    days = {"starts_on": date(2026, 1, 1), "ends_on": date(2099, 12, 31)}
    rows["policy"] = save_policy(None, by=credit, insurer="中国信保", policy_number=SECRET, **days)
    run(rows["policy"], "put_in_force", by=credit)
    rows["insured_limit"] = insure(
        rows["policy"], by=credit, customer=customer, amount=Money(Decimal(1_000_000), "CNY")
    )
    rows["restriction"] = propose_blacklist(customer, SECRET, by=credit)


def bring_facts(world, rows) -> None:
    """A file of facts in force, and the customer read from it."""
    rows["fact_source"] = source = save_source(None, by=world.by("admin"), kind="file", name=SECRET)
    file = SimpleUploadedFile(f"{SECRET}-facts.csv", f"name,dishonest\n{rows['customer'].name},no\n".encode())
    rows["fact_file"] = made = upload(source, by=world.by("credit"), file=file)
    load(made, by=world.by("credit"), mapping={"dishonest": "dishonest"}, name_column="name")
    take_over({"file": str(made.pk)})
    ask_sources(rows["customer"])


def assign(world, rows) -> None:
    """A lead that a rule gave to the next in line; no other lead fits the rule that stays."""
    rows["rule"] = save_rule(None, by=world.by("admin"), user=world.sr, region=SECRET)
    create_lead(by=world.by("ar"), title=SECRET, company_name=SECRET, source="partner", region=SECRET)
    public = {"heading": "预约演示", "thanks": "谢谢"}
    rows["custom_field"] = add_field(
        by=world.by("admin"), kind="leads", code="stand", label="展位", type="text"
    )
    told = {"title": SECRET, "company_name": SECRET, "source": "partner", "custom": {"stand": SECRET}}
    create_lead(by=world.by("ar"), **told)
    rows["campaign"] = save_campaign(None, by=world.by("admin"), name=SECRET, **public)
    take(rows["campaign"], {"company_name": f"{SECRET}机械", "phone": "13900001111"}, "once")


def sell(world, rows) -> None:
    """From the lead to the bid that is won."""
    lead = make_lead(world, at="qualified", customer=rows["customer"], title=f"{SECRET}装配线")
    record_pain(lead, by=world.by("ar"), step="problem_found", evidence=SECRET)
    run(lead, "convert", by=world.by("ar"))
    rows["lead"] = lead
    rows["helper"] = Helper.objects.filter(lead=lead).first().user
    opportunity = Opportunity.objects.get(deal__lead_id=lead.pk)
    prepare_ati(world, opportunity)
    run(opportunity, "initiate", by=world.by("ar"))
    rows["approval"] = approval = Approval.objects.get(gate="ATI")
    condition = {"text": SECRET, "owner": world.sr, "due_on": local_day() + timedelta(days=30)}
    voter = current_step(approval).voters.first().user
    decide(approval, by=actor_for(voter), decision="approve", conditions=[condition])
    approve_all(opportunity)
    rows["condition"] = Condition.objects.get()
    prepare_atb(world, opportunity)
    for move in ("guide", "prepare_bid", "submit"):
        run(Opportunity.objects.get(pk=opportunity.pk), move, by=world.by("ar"))
    approve_all(opportunity)
    for move in ("negotiate", "win"):
        run(Opportunity.objects.get(pk=opportunity.pk), move, by=world.by("ar"))
    rows["opportunity"], rows["quote"] = opportunity, Quote.objects.get()
    rows["deal"] = Deal.objects.get(lead_id=lead.pk)


def contract(world, rows) -> None:
    """Drafted, judged, signed, handed over, accepted; and an amendment in draft."""
    drafted = Contract.objects.get(deal=rows["deal"])
    set_schedule(drafted, [dict(part) for part in SCHEDULE], by=world.by("ar"))
    clause = Clause.objects.get(code=CERTAIN_CLAUSE)
    set_clauses(drafted, {clause: (f"{SECRET}：上限 10%。", None)}, by=world.by("ar"))
    give_opinion(drafted, clause, by=world.by("legal"), verdict="accept")
    run(drafted, "submit_review", by=world.by("ar"))
    approve_all(drafted)
    for role, move, fields in (
        ("ar", "sign", {"place": SECRET}), ("ar", "hand_over", {"points": [SECRET]}), ("fr", "accept_handover", {}),
    ):  # fmt: skip
        run(Contract.objects.get(pk=drafted.pk), move, by=world.by(role), fields=fields)
    rows["contract"], rows["clause"] = Contract.objects.get(pk=drafted.pk), clause
    rows["amendment"] = draft_amendment(
        rows["contract"], by=world.by("ar"), reason=SECRET, warranty_months=24
    )


def deliver(world, rows) -> None:
    """One order, shipped with a receipt and accepted in part."""
    order = make_order(world, "shipped", contract=rows["contract"])
    record_receipt(order, by=world.by("fr"), received_on=local_day())
    record_cost(
        order.deal, by=world.by("fr"), kind="logistics", amount=Money(Decimal(3000), "CNY"),
        incurred_on=local_day(), note=SECRET,
    )  # fmt: skip
    rows["order"] = run(order, "accept", by=world.by("fr"), fields={"accepted_on": str(local_day())}).record


def collect(world, rows) -> None:
    """Money allocated, an invoice asked for, one item long overdue and disputed."""
    first = Receivable.objects.filter(deal=rows["deal"], state="open").order_by("number").first()
    rows["receivable"] = first
    rows["claim"] = prepare_claim(first, by=world.by("credit"), cause="default", note=SECRET)
    rows["promise"] = promise(first, by=world.by("ar"), promised_on=local_day(), told_by=SECRET, note=SECRET)
    rows["invoice"] = request_invoice(first, by=world.by("ar"))
    rows["line"] = make_line("1000", SECRET)
    rows["statement"] = rows["line"].statement
    rows["month"] = month_of(local_day())
    rows["account"] = rows["line"].account
    rows["layout"] = StatementLayout.objects.create(bank=SECRET, fingerprint="0" * 64, header=[SECRET])
    rows["statement_import"] = StatementImport.objects.create(
        file_name=f"{SECRET}.csv", digest="0" * 64, state="asking", created_by=world.people["finance"]
    )
    rows["receipt"] = take_receipt(
        by=world.by("finance"), kind="bank_bill", customer=rows["customer"], amount=Money(Decimal(500), "CNY"),
        received_on=local_day(), bill_number="1305", due_on=local_day() + timedelta(days=90), drawer=SECRET,
    )  # fmt: skip
    DunningFee.objects.create(receivable=first, cycle=1, level=1, fee=first, charged_on=local_day())
    seal(world.tenant.pk)
    allocate(rows["line"], first, Money(Decimal(100), "CNY"), by=world.by("finance"))
    rows["allocation"] = Allocation.objects.get()
    rows["share"] = shares.split(rows["line"], [Decimal(300)], by=world.by("finance"), notes=[SECRET])[0]
    rows["question"] = questions.ask(
        rows["line"], by=world.by("finance"), asked_of=world.people["ar"], text=SECRET
    )
    rows["alias"] = aliases.add(by=world.by("finance"), customer=rows["customer"], kind="name", value=SECRET)
    rows["match_run"] = match_runs.start(by=world.by("finance"))
    late = make_open("50000", due_on=local_day() - timedelta(days=40), customer=rows["customer"])
    escalate(world.tenant.pk, local_day())
    rows["step"] = DunningStep.objects.get(receivable=late)
    run(late, "start_legal", by=world.by("legal"), fields={"reason": SECRET})
    rows["specific"] = propose_specific(late, by=world.by("finance"), reason=SECRET)
    last_month = local_day().replace(day=1) - timedelta(days=1)
    rows["provision"] = prepare_run(by=world.by("finance"), closes_on=last_month)
    keep_forecast(world.tenant.pk, local_day())
    rows["provision_line"] = rows["provision"].lines.first()
    rows["provision_rate"] = ProvisionRate.objects.first()
    make_open("60000", due_on=local_day() + timedelta(days=30), customer=rows["customer"])
    announce(world.tenant.pk, local_day())
    rows["letter"] = Letter.objects.get(kind=Letter.Kind.STATEMENT)
    rows["account_statement"] = AccountStatement.objects.get(letter=rows["letter"])
    rows["confirmation"] = confirmation.make(rows["customer"], by=world.by("ar"))
    rows["statement_run"] = statement_runs.start(local_day(), by=world.by("finance"))
    run(first, "dispute", by=world.by("ar"), fields={"reason": SECRET})
    period = {"first_on": local_day() - timedelta(days=60), "last_on": local_day()}
    rows["books_export"] = ask_for_export(by=world.by("finance"), target="journal", format="csv", **period)
    make_export({"export": str(rows["books_export"].pk)})
    rows["dispute"] = Dispute.objects.get()
    behind_the_money(world, rows, late)


def behind_the_money(world, rows, late) -> None:
    """Why an item of the deal is late, what we mend, and a case with its cost."""
    first = rows["receivable"]
    with acting_at(start_of_day(first.due_on + timedelta(days=5))):
        rows["cause"] = state_cause(first, by=world.by("ar"), code="delivery", evidence=SECRET)
        rows["action"] = CorrectiveAction.objects.get()
        run(first, "start_legal", by=world.by("legal"), fields={"reason": SECRET})
    rows["case"] = LegalCase.objects.get()
    rows["block"] = block(by=world.by("ar"), receivable=first, until=local_day(), reason=SECRET)
    rows["procedure"] = default_procedure()
    choose(rows["procedure"], by=world.by("credit"), reason=SECRET, receivable=first)
    asked = DunningStep(
        receivable=first, customer_id=first.customer_id, cycle=1, level=5, days_overdue=60, made_on=local_day(),
        balance=first.balance, currency=first.currency,
    )  # fmt: skip
    rows["request"] = ask_legal("review", asked)
    one = Money(Decimal(1), "CNY")
    spend(rows["case"], by=world.by("legal"), kind="court", amount=one, note=SECRET)


def beside_the_chain(world, rows) -> None:
    """Hold, papers, notes, to-dos, views, keys, links, absences, days, rates, settings."""
    customer = Customer.objects.get(pk=rows["customer"].pk)
    override = {"result": "admitted", "reason": SECRET, "expires_on": str(local_day() + timedelta(days=90))}
    run(customer, "override_admission", by=world.by("credit"), fields=override)
    place_hold(customer, by=world.by("credit"), reason=SECRET)
    rows["credit_case"] = case = ask_for_release(rows["order"], "shipment", by=world.by("fr"), note=SECRET)
    # What a release would write, so that the case can be looked at in any state.
    CreditCase.objects.filter(pk=case.pk).update(granted=case.amount, expires_on=local_day())
    paper = SimpleUploadedFile(f"{SECRET}.txt", SECRET.encode(), content_type="text/plain")
    listed = [{"kind": "handover.commitment", "facts": {"text": SECRET}, "due_on": None, "record_type": "",
               "record_id": None, "moved": False}]  # fmt: skip
    rows["handover"] = SeatHandover.objects.create(
        deal=rows["deal"], code="sr", former=world.sr, successor=world.sr, items=listed
    )
    rows["paper"] = attach(rows["deal"], paper, by=world.by("ar"))
    rows["survey"] = ask_satisfaction(by=world.by("ar"), contact=rows["contact"], deal=rows["deal"])[0]
    rows["note"] = write_note(rows["deal"], SECRET, by=world.by("ar")).note
    todo(rows["deal"], "delivery.order", user=world.ar, key="filled", title=SECRET)
    rows["todo"] = Todo.objects.filter(user=world.ar).first()
    notify([world.ar], "approval.approved", record=rows["approval"], gate="ATI", title=SECRET)
    rows["notice"] = Notice.objects.filter(user=world.ar).first()
    rows["view"] = SavedView.objects.create(listing="leads", name=SECRET, query="state=new", owner=world.ar)
    ListHabit.objects.create(listing="leads", owner=world.ar, pins=[str(rows["view"].pk)])
    bring_a_file(world, rows)
    rows["api_key"], _secret = create_key(world.ar, name=SECRET, scopes=["read"], by=world.by("admin"))
    issue_link(rows["quote"], "quote", by=world.by("ar"), name=SECRET, email="lu@example.com")
    tomorrow = local_day() + timedelta(days=1)
    rows["absence"] = Absence.objects.create(
        user=world.legal, deputy=world.executive, starts_on=tomorrow, ends_on=tomorrow
    )
    rows["day"] = CalendarDay.objects.create(day=tomorrow, is_worked=False)
    Rate.objects.create(currency="EUR", day=local_day(), rate=Decimal("7.8"))
    Setting.objects.create(key="receivables.auto_post", value=True)
    post("mail", {"to": ["lu@example.com"], "subject": SECRET})
    Outbox.objects.filter(kind="mail").update(attempts=1, error=SECRET)
    rows["undelivered"] = Outbox.objects.filter(kind="mail").first()
    for position, event in enumerate(Event.objects.order_by("at", "pk"), start=1):
        FeedEntry.objects.create(position=position, event=event.pk)  # as the relay does after commit
    rows["user"] = world.people["ar"]
    rows["department"] = Department.objects.get(code="ar")
    rows["role"] = Role.objects.get(code="ar")


def bring_a_file(world, rows) -> None:
    """A file of leads, its columns matched and its rows read; none of them written yet."""
    file = SimpleUploadedFile(f"{SECRET}.csv", f"公司名称\n{SECRET}\n".encode())
    rows["import"] = upload = receive("leads", file, by=world.by("ar"))
    read_file({"import": str(upload.pk)})
    match(upload, by=world.by("ar"), mapping_={0: "company_name"}, policy="merge", day_first=None)
