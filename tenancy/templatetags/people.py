"""Words for roles and seats."""

from django import template

from tenancy.roles import BUILT_IN, SEATS

register = template.Library()


@register.simple_tag
def role_word(code):
    """A seat or built-in role in the reader's language; another code as it is."""
    if code in SEATS:
        return str(SEATS[code])
    return str(BUILT_IN[code][0]) if code in BUILT_IN else code
