"""The power map 客户权力地图 and the fishbone 鱼骨图 of a customer, as data that the page draws.

Where somebody stands on the map: across by attitude (against, neutral, for), down by the part in the decision
(decides, influences, carries out). The fishbone has one bone per function.
"""

from collections import Counter

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.utils.translation import pgettext_lazy as _p

from customers.models import Contact, InfluenceLine
from customers.states import DecisionRole

DECIDES, INFLUENCES, CARRIES_OUT = range(3)
AGAINST, NEUTRAL, FOR = range(3)
LEVELS = {
    DecisionRole.DECIDES: DECIDES, DecisionRole.BUDGET: DECIDES, DecisionRole.INFLUENCES: INFLUENCES,
    DecisionRole.TECHNICAL: INFLUENCES, DecisionRole.USES: CARRIES_OUT, DecisionRole.BUYS: CARRIES_OUT,
}  # fmt: skip
ROWS = {
    DECIDES: _p("power map", "Decide"), INFLUENCES: _p("power map", "Influence"),
    CARRIES_OUT: _p("power map", "Carry out"),
}  # fmt: skip
COLUMNS = {
    AGAINST: _p("power map", "Against"),
    NEUTRAL: _p("power map", "Neutral"),
    FOR: _p("power map", "For"),
}


def level_of(contact) -> int:
    """The row of the map; without a known part in the decision one carries out."""
    return LEVELS.get(contact.decision_role, CARRIES_OUT)


def side_of(contact) -> int:
    """The column of the map; who was not contacted yet counts as neutral."""
    attitude = contact.attitude or 0
    return NEUTRAL if attitude == 0 else FOR if attitude > 0 else AGAINST


def lines_of(customer) -> list[InfluenceLine]:
    """The influence lines between people who are still there."""
    there = InfluenceLine.objects.filter(source__is_active=True, target__is_active=True)
    return list(there.filter(customer=customer).select_related("source", "target").order_by("pk"))


def drawing(contacts: list[Contact], lines: list[InfluenceLine]) -> dict:
    """What the page draws, JSON-able; `contacts` of one customer, those who left are not drawn."""
    there = {contact.pk: contact for contact in contacts if contact.is_active}
    return {
        "people": [_person(contact, there) for contact in there.values()],
        "lines": [
            {"from": str(line.source_id), "to": str(line.target_id), "note": line.note} for line in lines
        ],
        "rows": [str(ROWS[level]) for level in (DECIDES, INFLUENCES, CARRIES_OUT)],
        "columns": [str(COLUMNS[side]) for side in (AGAINST, NEUTRAL, FOR)],
        "goal": pgettext("fishbone", "Sign-off"),
    }


def tally(contacts: list[Contact]) -> dict[str, int]:
    """How many of those who are there stand for us, are neutral, against, or were not contacted."""
    there = [contact for contact in contacts if contact.is_active]
    sides = Counter(side_of(contact) for contact in there if contact.attitude is not None)
    return {
        "for": sides[FOR], "neutral": sides[NEUTRAL], "against": sides[AGAINST],
        "unknown": len(there) - sides.total(), "all": len(there),
    }  # fmt: skip


def _person(contact, there) -> dict:
    superior = there.get(contact.reports_to_id)
    return {
        "id": str(contact.pk),
        "name": contact.name,
        "title": contact.title or str(contact.function_label),
        "bone": str(contact.function_label),
        "row": level_of(contact),
        "column": side_of(contact),
        "attitude": contact.attitude,
        "influence": contact.influence or 1,
        "boss": str(superior.pk) if superior else None,
        "url": reverse("customers:contact-place", args=[contact.pk]),
        "told": in_words(contact, superior),
    }


def in_words(contact, superior=None) -> str:
    """The contact's place as a screen reader says it."""
    parts = [contact.name, contact.title, str(contact.function_label), contact.get_decision_role_display()]
    parts.append(contact.get_attitude_display() if contact.attitude is not None else _("Not contacted"))
    if contact.influence:
        parts.append(_("influence {n} of 5").format(n=contact.influence))
    if superior:
        parts.append(_("reports to {name}").format(name=superior.name))
    return ", ".join(str(part) for part in parts if part)
