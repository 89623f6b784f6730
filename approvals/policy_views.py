"""The settings page of approval policies: tiers and steps per gate, who they would reach, and a trial (design 13)."""

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from approvals.models import Approval, Policy
from approvals.services import policies
from approvals.services.trial import people_of, trial
from approvals.states import ApprovalState, GateCode, Mode
from core.errors import Refused
from core.form_fields import parse_decimal
from core.http import refuse, reply
from core.money import plain
from core.tenancy import current_tenant
from tenancy.absences import to_come
from tenancy.settings_views import settled


@settled
def policy(request, gate):
    """One gate's tiers: nothing is written before Save; what waits is decided as it was submitted."""
    if gate not in GateCode.values:
        raise Http404
    problem, status, tiers = "", 422, policies.tiers_of(gate)
    if request.method == "POST":
        try:
            tiers = sent_tiers(request.POST)
            policies.replace_policy(gate, tiers, by=request.actor, seen=request.POST.get("seen", ""))
            return reply(request, request.path, _("Policy of {gate} saved").format(gate=GateCode(gate).label))
        except ValidationError as error:
            problem = " ".join(error.messages)
        except Refused as error:
            problem, status, tiers = error.detail, error.status, policies.tiers_of(gate)
    context = context_of(request, gate, tiers) | {"problem": problem}
    if request.method == "POST":
        return refuse(request, "approvals/policy.html", context, status)
    return render(request, "approvals/policy.html", context)


def sent_tiers(data) -> list[policies.Tier]:
    """The tiers of the page: `from-N` with its steps `who-N` and `mode-N` in order; empty ones are left out."""
    numbers = sorted(int(name[5:]) for name in data if name.startswith("from-") and name[5:].isdecimal())
    tiers = [_tier(data, number) for number in numbers]
    return [tier for tier in tiers if tier is not None]


def _tier(data, number) -> policies.Tier | None:
    steps = zip(data.getlist(f"who-{number}"), data.getlist(f"mode-{number}"), strict=False)
    chosen = tuple((who, mode) for who, mode in steps if who)
    amount = data.get(f"from-{number}", "").strip()
    if not amount and not chosen:
        return None
    if not amount:
        raise ValidationError(_("Say from which amount each tier decides."))
    found = parse_decimal(amount, 2)
    if found < 0:
        raise ValidationError(_("A tier begins at 0 or above."))
    return policies.Tier(found, chosen)


def context_of(request, gate, tiers) -> dict:
    """Everything the page shows."""
    choices = policies.choices()
    reached = {who: people_of(who) for who in choices}
    return {
        "gate": GateCode(gate),
        "gates": _gates(),
        "tiers": [_shown(tier, reached) for tier in tiers],
        "choices": choices,
        "modes": Mode.choices,
        "currency": current_tenant().currency,
        "seen": policies.mark_of(gate),
        "waiting": Approval.objects.filter(state=ApprovalState.PENDING).count(),
        "trial": trial(gate, request.GET, request.actor),
        "absences": to_come()[:8],
        "section": "policies",
    }


def _gates() -> list[dict]:
    counts: dict[str, int] = {}
    for code in Policy.objects.values_list("gate", flat=True):
        counts[code] = counts.get(code, 0) + 1
    return [
        {"code": gate.value, "label": gate.label, "tiers": counts.get(gate.value, 0)} for gate in GateCode
    ]


def _shown(tier, reached) -> dict:
    steps = [{"who": who, "mode": mode, "people": reached.get(who)} for who, mode in tier.steps]
    written = plain(tier.from_amount, current_tenant().currency).removesuffix(".00")
    return {"from": written, "amount": tier.from_amount, "steps": steps}
