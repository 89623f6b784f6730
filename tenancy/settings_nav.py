"""The settings pages: each app registers its own; the navigation shows those that the person may change."""

import hashlib
import json
from collections import namedtuple

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tenancy.roles import Right

Page = namedtuple("Page", "code label icon part order route args right")
PARTS = {
    "people": _("Organisation"),
    "decisions": pgettext_lazy("settings", "Decisions"),
    "chain": pgettext_lazy("settings", "The chain"),
    "system": pgettext_lazy("settings", "System"),
}
PAGES: list[Page] = []
OUTDATED = _("A colleague changed these settings while you had the page open. This is what holds now.")


def register(code, label, icon, part, order, *, route, args=(), right=Right.SETTINGS) -> None:
    """Register a page: `code` is what its view passes to the template as `section`."""
    PAGES.append(Page(code, label, icon, part, order, route, args, right))


def pages_for(actor) -> list[dict]:
    """[{label, pages: [{code, label, icon, url}]}] by part, in order; parts without a page are left out."""
    mine = sorted((page for page in PAGES if actor.can(page.right)), key=lambda page: page.order)
    parts = [
        {"label": label, "pages": [_drawn(page) for page in mine if page.part == part]}
        for part, label in PARTS.items()
    ]
    return [part for part in parts if part["pages"]]


def _drawn(page) -> dict:
    return {
        "code": page.code,
        "label": page.label,
        "icon": page.icon,
        "url": reverse(page.route, args=page.args),
    }


def mark_of(shown) -> str:
    """A short digest of what a page showed: sent back with the form, it tells whether somebody was faster."""
    return hashlib.sha256(json.dumps(shown, sort_keys=True, default=str).encode()).hexdigest()[:16]
