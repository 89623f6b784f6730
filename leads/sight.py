"""Who sees leads, and what a lead opens: its customer and the customer's contacts (decision 12)."""

from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import RawSQL

from core.api import feed
from core.tenancy import current_tenant_id
from customers.models import Customer
from deals.sight import with_my_customers
from leads.models import AssignmentRule, Campaign, Helper, Lead
from leads.states import IN_WORK, LeadState
from tenancy.roles import Right
from tenancy.sight import owned, register_sight

# Written out as deals.sight does.
_HELPED = f"select lead_id from {Helper._meta.db_table} where tenant_id = %s and user_id = %s"


def sees_leads(by) -> Q:
    """Own leads, those one helps with or has just entered, those of the own deals' customers, and the pool."""
    seen = owned(by) | Q(owner=None, created_by_id=by.user_id)
    seen |= Q(pk__in=RawSQL(_HELPED, [current_tenant_id(), by.user_id]))
    # Who is on the team of a converted lead's deal sees it by the customer, which is the deal's too.
    seen |= with_my_customers(by)
    # Who claims leads, and who gives them to others.
    takes = by.can(Right.LEAD_CLAIM) or by.can(Right.LEAD_ASSIGN)
    return seen | Q(state=LeadState.POOLED) if takes else seen


def customers_of_my_leads(by) -> Q:
    """Customers of the leads in work that one owns, has entered or helps with; a pooled lead opens no customer."""
    helps = Helper.objects.filter(user_id=by.user_id, lead=OuterRef("pk"))
    mine = Q(owner_id=by.user_id) | Q(owner=None, created_by_id=by.user_id) | Q(Exists(helps))
    # Asked of each customer: for one customer only its own leads are looked at, not all of the person's.
    return Q(Exists(Lead.objects.filter(mine, state__in=IN_WORK, customer=OuterRef("pk"))))


register_sight(Lead, sees_leads, owner=True)
register_sight(AssignmentRule, rights=[Right.SETTINGS])
register_sight(Campaign, rights=[Right.SETTINGS])
register_sight(Customer, customers_of_my_leads)


def with_hidden_contacts(by) -> Q | None:
    """Leads in the pool, whose contacts nobody learns before the claim but who manages leads."""
    return None if by.can(Right.LEAD_MANAGE) else Q(state=LeadState.POOLED)


feed.conceal(Lead, names=("contact", "contact_name", "phone", "email"), rows=with_hidden_contacts)
