"""Whom to ask in one's company."""

from django import template
from django.utils.translation import gettext as _

from tenancy.models import Membership

register = template.Library()
NAMED = 3


@register.simple_tag(takes_context=True)
def administrators(context) -> str:
    """The names of the company's administrators, empty where none is active."""
    tenant = getattr(context.get("request"), "tenant", None)
    members = Membership.objects.filter(
        tenant=tenant, is_active=True, user__is_active=True, roles__contains=["admin"]
    )
    return _(", ").join(members.order_by("user__name").values_list("user__name", flat=True)[:NAMED])
