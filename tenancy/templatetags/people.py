"""Words for roles and seats."""

from django import template

from tenancy.models import Role
from tenancy.roles import BUILT_IN, SEATS, role_name

register = template.Library()


@register.simple_tag
def role_word(code):
    """A seat or role in the reader's language; a code that nobody knows any more as it is."""
    if code in SEATS:
        return str(SEATS[code])
    if code in BUILT_IN:
        return str(BUILT_IN[code][0])
    own = Role.objects.filter(code=code).first()
    return role_name(own) if own is not None else code
