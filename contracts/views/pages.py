"""Contracts: the list, a contract, and the small forms on its page."""

from django.utils.translation import gettext_lazy as _l

from approvals.models import Approval
from approvals.services import pending_of
from contracts import forms, selectors, services
from contracts.listing import contracts_listing
from contracts.models import Contract, ContractClause
from contracts.permissions import sees_cost
from contracts.services.budget import MAY_CALCULATE
from contracts.services.clauses import may_judge
from contracts.services.content import BY_TRIANGLE
from contracts.services.handover import proposed_points
from contracts.states import EDITABLE, Risk, Verdict
from contracts.terms import live_lines, schedule_problems
from core.inplace import FieldPage, InPlace
from core.money import Money
from core.pages import ListView, RecordPage
from core.record_parts import RecordPart, page_parts
from tenancy.people import members
from tenancy.roles import Right


class ContractList(ListView):
    """Contracts one sees."""

    listing = contracts_listing
    template_name = "contracts/contract_list.html"

    def more(self):
        return {"may_create": self.request.actor.can(Right.CONTRACT_CREATE)}


class ContractPage(RecordPage):
    """A contract: deviations first, payment schedule, lines, sign-off chain, handover, amendments."""

    model, template_name, move_url = Contract, "contracts/contract_page.html", "contracts:move"
    select_related = ["customer", "owner", "deal", "agreement", "handed_over_by"]

    in_place = InPlace(
        forms.ContractEditForm,
        "contracts:field",
        may=lambda contract, by: contract.state in EDITABLE and BY_TRIANGLE(contract, by),
        entered=lambda contract: terms_of(contract),
        save=services.edit_contract,
    )

    def more(self, record):
        by = self.request.actor
        is_open = record.state in EDITABLE
        return {
            "may_edit": is_open and BY_TRIANGLE(record, by),
            "may_calculate": is_open and MAY_CALCULATE(record, by),
            "may_amend": record.is_binding and BY_TRIANGLE(record, by),
            "amendments": record.amendments.order_by("-created_at"),
            "points": record.points.select_related("accepted_by"),
            "lines": live_lines(record.agreement),
            "see_cost": sees_cost(record.deal, by),
            "parts": page_parts(by, record, **self.forms(record)),
            **schedule_context(record),
            **clause_context(record, by, self.request.GET.get("clauses") == "all"),
            **money_context(record),
            **gate_context(record),
        }

    def forms(self, record) -> dict:
        """The page's own forms, filled with what stands."""
        return {"terms": (forms.ContractEditForm, terms_of(record)), "budget": forms.BudgetSumForm}

    def form(self, record, state, *, entered, invalid=None):
        """Hand over starts from the points that the contract itself gives."""
        form = super().form(record, state, entered=entered, invalid=invalid)
        if state.name == "hand_over" and not entered:
            form.initial["points"] = "\n".join(point["text"] for point in proposed_points(record))
        if state.name == "sign" and not entered:
            form.initial["signed_on"] = record.as_of
        return form


class ContractField(FieldPage, ContractPage):
    """One field of a contract, changed where it stands."""


class TermsPart(RecordPart, ContractPage):
    """Title, payment mode and warranty."""

    slot, form_class, said_after = "terms", forms.ContractEditForm, _l("Terms saved")

    def save(self, record, **values):
        services.edit_contract(record, by=self.request.actor, **values)


class BudgetPart(RecordPart, ContractPage):
    """The budget's sum."""

    slot, form_class, said_after = "budget", forms.BudgetSumForm, _l("Budget saved")

    def save(self, record, **values):
        services.set_budget(record, by=self.request.actor, **values)


class WordingPart(RecordPart, ContractPage):
    """The wording of one clause; the other deviations stay."""

    slot, form_class, said_after = "clauses", forms.ClauseWordingForm, _l("Clause saved")

    def save(self, record, clause, text, struck_out, risk):
        rows = record.clauses.exclude(text=None).select_related("clause")
        wordings = {row.clause: (row.text, row.risk) for row in rows}
        wordings[clause] = ("" if struck_out else text, risk or None)
        services.set_clauses(record, wordings, by=self.request.actor)


class OpinionPart(RecordPart, ContractPage):
    """The opinion of a clause's owner."""

    slot, form_class, said_after = "clauses", forms.OpinionForm, _l("Opinion given")

    def save(self, record, **values):
        services.give_opinion(record, by=self.request.actor, **values)


# --- what the page shows ----------------------------------------------------------------------------------------------


def terms_of(contract) -> dict:
    """The terms in the shape of their form."""
    agreement = contract.agreement
    return {
        "title": contract.title,
        "payment_mode": agreement.payment_mode,
        "warranty_months": agreement.warranty_months,
        "custom": contract.custom,
    }


def clause_context(record, by, everything: bool) -> dict:
    """Clauses with their opinions, deviations alone unless all are asked; counts by risk."""
    rows = selectors.clauses_by_risk(record)
    deviations = [row for row in rows if row.is_deviation]
    opinions = {}
    for opinion in record.opinions.select_related("by", "condition_owner"):
        opinions[opinion.clause_id] = opinion
    shown = [
        _clause_row(row, opinions.get(row.clause_id), record, by)
        for row in (rows if everything else deviations)
    ]
    return {
        "clauses": shown,
        "all_clauses": everything,
        "clause_count": len(rows),
        "deviations": len(deviations),
        "risks": [(risk.value, risk.label, sum(row.risk == risk for row in deviations)) for risk in Risk],
        "verdicts": Verdict.choices,
        "people": members().order_by("name") if any(row["may_judge"] for row in shown) else [],
        "risk_choices": Risk.choices,
    }


def _clause_row(row: ContractClause, opinion, record, by) -> dict:
    judging = row.is_deviation and record.state in EDITABLE and may_judge(record, row.clause, by)
    tone = {"": "warn", Verdict.CHANGE: "danger", Verdict.ACCEPT_WITH_CONDITION: "caution"}.get(
        row.verdict, "ok"
    )
    return {"row": row, "opinion": opinion, "may_judge": judging, "tone": tone}


def schedule_context(record) -> dict:
    """Instalments with their share of the total (0.3), and what does not add up."""
    agreement = record.agreement
    parts = list(agreement.instalments.all())
    total = agreement.total
    return {
        "instalments": [
            {
                "part": part,
                "share": part.amount / total if total else None,
                "due": selectors.Due(part),
            }
            for part in parts
        ],
        "schedule_problems": schedule_problems(agreement) if parts else [],
        "advance_share": selectors.advance_share(agreement),
        "days_to_cash": selectors.days_to_cash(agreement),
    }


def money_context(record) -> dict:
    """The four calculations side by side, each with its margin."""
    rows = {row.kind: row for row in record.deal.calculations.all()}
    shown = [
        {
            "label": row.get_kind_display(),
            "revenue": Money(row.revenue, row.currency),
            "cost": Money(row.cost, row.currency),
            "margin": row.margin / row.revenue if row.revenue else None,
            "frozen_at": row.frozen_at,
        }
        for row in (rows.get(kind) for kind in ("estimate", "budget", "actual", "final"))
        if row is not None
    ]
    budget = rows.get("budget")
    return {
        "calculations": shown,
        "margin": budget.margin / budget.revenue if budget and budget.revenue else None,
    }


def gate_context(record) -> dict:
    """The sign-off chain: the pending request, else the newest one."""
    asked = Approval.objects.filter(record_id=record.pk).order_by("-created_at")
    approval = (pending_of(record, record.pending_gate) if record.pending_gate else None) or asked.first()
    if approval is None:
        return {"approval": None}
    steps = approval.steps.prefetch_related("voters__user")
    return {
        "approval": approval,
        "chain": [_step(step) for step in steps],
        "approval_url": approval.get_absolute_url(),
    }


def _step(step) -> dict:
    voters = list(step.voters.all())
    return {"step": step, "voters": voters, "is_now": bool(step.opened_at and not step.done_at)}
