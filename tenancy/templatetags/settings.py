"""The settings' own navigation."""

from django import template

from tenancy.settings_nav import pages_for

register = template.Library()


@register.simple_tag(takes_context=True)
def settings_nav(context):
    """The settings pages of the person who looks, by part."""
    return pages_for(context["request"].actor)
