"""Who decides: the policy in force for a gate and amount, and the people of each step (decision 5)."""

from django.apps import apps

from core.dates import local_day
from core.tenancy import current_tenant_id
from tenancy.models import Absence, Department, Membership, User
from tenancy.people import members, members_with_role

from ..models import Policy, PolicyStep

# Where a step's own role is exhausted, the next manager decides; the administrator is the visible last resort.
NEXT_MANAGER = "executive"
LAST_RESORT = "admin"


def policy_for(gate: str, base_amount) -> Policy | None:
    """The gate's policy with the highest from-amount that `base_amount` reaches; below the first, the first."""
    policies = list(Policy.objects.filter(gate=gate).order_by("from_amount").prefetch_related("steps"))
    reached = [policy for policy in policies if policy.from_amount <= base_amount]
    if reached:
        return reached[-1]
    return policies[0] if policies else None


def voters_of(step: PolicyStep, *, asker: User, deal, excluded: set) -> tuple[list[User], bool]:
    """The people who may decide a step, and whether it fell to the administrator.

    excluded: user ids that may not decide any more (the asker, deputies, who decides an earlier step).
    """
    for people in (_first_choice(step, asker, deal), members_with_role(NEXT_MANAGER)):
        fit = [user for user in people if user.pk not in excluded]
        if fit:
            return fit, False
    return [user for user in members_with_role(LAST_RESORT) if user.pk != asker.pk], True


def _first_choice(step: PolicyStep, asker: User, deal):
    if step.seat:
        holder = deal.seat(step.seat) if deal is not None else None
        return members().filter(pk=holder) if holder else []
    for department_id in departments_upwards(asker):
        people = list(members_with_role(step.role, department_id))
        if people:
            return people
    return members_with_role(step.role)


def departments_upwards(user: User) -> list:
    """The person's department and those above it, nearest first."""
    member = Membership.objects.filter(user=user, tenant_id=current_tenant_id()).first()
    placed = member.department_id if member else None
    department = Department.objects.filter(pk=placed).first() if placed else None
    return [part for part in reversed(department.path.split("/")) if part] if department else []


def never_decides(asker: User) -> set:
    """The asker and whoever stands in for the asker today: nobody approves their own request."""
    today = local_day()
    deputies = Absence.objects.filter(user=asker, starts_on__lte=today, ends_on__gte=today)
    return {asker.pk, *deputies.values_list("deputy_id", flat=True)}


def deputies_of(users) -> dict:
    """{deputy id: the absent person's id} for those of `users` who are away today."""
    today = local_day()
    absences = Absence.objects.filter(
        user__in=users, starts_on__lte=today, ends_on__gte=today, deputy__isnull=False
    )
    return dict(absences.values_list("deputy_id", "user_id"))


def deal_of(deal_id):
    """The deal of a request (the spine stands above this app, so it is found by name)."""
    return apps.get_model("deals", "Deal").objects.filter(pk=deal_id).first() if deal_id else None
