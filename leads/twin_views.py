"""What is shown while a lead is typed: open leads that may be the same, by phone, e-mail or company."""

from django.shortcuts import render

from leads.models import Lead
from leads.twins import Twins
from tenancy.roles import Right
from tenancy.sight import visible

LONGEST, SHOWN = 200, 5


def hint(request):
    """The hint beside the form of a new lead; of leads that one does not see only who works on them is told."""
    values = {
        name: request.GET.get(name, "").strip()[:LONGEST] for name in ("company_name", "phone", "email")
    }
    asks = request.actor.can(Right.LEAD_CREATE) and any(values.values())
    found = Twins([values], request.actor).like(values)[:SHOWN] if asks else []
    rows = visible(Lead.objects.filter(pk__in=[lead.pk for lead in found]), request.actor)
    seen = set(rows.values_list("pk", flat=True))
    context = {"twins": [{"lead": lead, "seen": lead.pk in seen} for lead in found]}
    return render(request, "leads/_twins.html", context)
