"""What every page's frame shows: the chain in the sidebar, the tabs of a phone, the person, the theme."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tenancy.models import Role
from tenancy.roles import BUILT_IN, Right


@dataclass(frozen=True)
class Place:
    """A page one can go to.

    key: G then this key; press: the action whose single key runs it; rights: only for holders of one; routes: the
    addresses it stands for.
    """

    name: str
    route: str
    label: object
    icon: str = ""
    key: str = ""
    routes: tuple[str, ...] = ()
    rights: tuple = ()
    query: str = ""
    fab: bool = False
    press: str = ""


TOP = (
    Place(
        "workbench",
        "insights:workbench",
        _("Workbench"),
        "home-2",
        "t",
        ("insights:triangle", "insights:todos", "desk:"),
    ),
    Place(
        "approvals",
        "approvals:inbox",
        _("Decision gates"),
        "rosette-discount-check",
        "a",
        ("approvals:page",),
    ),
    Place("customers", "customers:list", _("Customers"), "building", "u", ("customers:",)),
)
CHAIN = (
    ("lead", pgettext_lazy("stage", "Lead"), (
        Place("leads", "leads:list", pgettext_lazy("nav", "Leads"), key="l", routes=("leads:",)),
        Place("visits", "customers:visits", pgettext_lazy("nav", "Visits"), key="v",
              routes=("customers:visit", "customers:feed", "customers:commitment")),
    )),
    ("opp", pgettext_lazy("stage", "Opportunity"), (
        Place("opportunities", "opportunities:board", pgettext_lazy("nav", "Pipeline"), key="o",
              routes=("opportunities:", "deals:", "insights:deal")),
        Place("quotes", "opportunities:quotes", pgettext_lazy("nav", "Quotes"), key="q",
              routes=("opportunities:quote",)),
    )),
    ("contract", pgettext_lazy("stage", "Contract"), (
        Place("contracts", "contracts:list", pgettext_lazy("nav", "Contracts"), key="c", routes=("contracts:",)),
    )),
    ("delivery", pgettext_lazy("stage", "Delivery"), (
        Place("delivery", "delivery:list", pgettext_lazy("nav", "Orders"), key="d", routes=("delivery:",)),
    )),
    ("cash", pgettext_lazy("stage", "Cash"), (
        Place("statements", "receivables:bench", pgettext_lazy("nav", "Reconcile"), key="r",
              routes=("receivables:statement", "receivables:import", "receivables:accounts",
                      "receivables:question")),
        Place("receivables", "receivables:list", pgettext_lazy("nav", "Receivables"), key="m",
              routes=("receivables:", "receivables:statement-run")),
    )),
)  # fmt: skip
LOW = (
    Place("credit", "customers:credit", pgettext_lazy("nav", "Credit"), "credit-card",
          routes=("customers:credit", "customers:limit", "customers:case", "customers:polic", "customers:restriction",
                  "customers:terms", "receivables:claim"),
          rights=(Right.CREDIT_READ,)),
    Place("products", "catalogue:list", _("Products and prices"), "package", routes=("catalogue:",)),
    Place("settings", "tenancy:users", pgettext_lazy("nav", "Settings"), "settings", "s",
          ("tenancy:user", "tenancy:role", "tenancy:department", "tenancy:absences", "tenancy:rules", "tenancy:rates",
           "tenancy:calendar", "tenancy:changes", "tenancy:custom-field", "tenancy:handover", "tenancy:hand-over",
           "tenancy:owned", "leads:rule", "leads:caps", "leads:campaign", "customers:rule", "customers:source",
           "customers:standard", "approvals:polic", "receivables:ladder",
           "receivables:procedure", "receivables:provision-rates", "receivables:books-settings"),
          (Right.USERS_MANAGE,)),
)  # fmt: skip
TABS = (
    Place("workbench", "insights:workbench", _("Workbench"), "home-2"),
    Place("opportunities", "opportunities:board", pgettext_lazy("nav", "Pipeline"), "layout-kanban",
          routes=("opportunities:",)),
    Place("new", "customers:visit-new", pgettext_lazy("nav", "Log"), "plus", fab=True, rights=(Right.VISIT_LOG,)),
    Place("customers", "customers:list", _("Customers"), "building", routes=("customers:",)),
    Place("menu", "insights:menu", _("More"), "dots"),
)  # fmt: skip


def shell(request) -> dict:
    """Context processor: `shell` for base.html. Without a person there is only the theme."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return {"shell": {"theme": "system"}}
    here = request.resolver_match.view_name if request.resolver_match else ""
    top, low, tabs = shown(TOP, actor), shown(LOW, actor), shown(TABS, actor)
    groups = [{"css": css, "label": label, "places": shown(places, actor)} for css, label, places in CHAIN]
    chain = [group for group in groups if group["places"]]
    mark_current([*top, *(item for group in chain for item in group["places"]), *low], here)
    mark_current(tabs, here)
    return {
        "shell": {
            "theme": actor.user.theme,
            "tenant": request.tenant,
            "user": actor.user,
            "job": job_of(actor),
            "top": top,
            "chain": chain,
            "low": low,
            "tabs": tabs,
        }
    }


def shown(places, actor) -> list[dict]:
    """The places this person has, each with its address."""
    listed = [drawn(place) for place in places if allowed(place, actor)]
    return [item for item in listed if item["url"]]


def mark_current(listed: list[dict], here: str) -> None:
    """Mark the one place where the person is: the longest match over the whole sidebar."""
    current = max(listed, key=lambda item: closeness(item["place"], here), default=None)
    if current is not None and closeness(current["place"], here) > 0:
        current["current"] = True


def drawn(place: Place) -> dict:
    """A place as the template draws it."""
    return {"place": place, "name": place.name, "label": place.label, "icon": place.icon, "key": place.key,
            "fab": place.fab, "press": place.press, "url": address(place.route) + place.query}  # fmt: skip


def allowed(place: Place, actor) -> bool:
    """Whether the place is for this person."""
    return not place.rights or any(actor.can(right) for right in place.rights)


def closeness(place: Place, here: str) -> int:
    """How well the place stands for the page `here`: 0 not at all."""
    if here == place.route:
        return 1000
    return max((len(route) for route in place.routes if here.startswith(route)), default=0)


def address(route: str) -> str:
    """The place's address; empty for a page that this installation does not have."""
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""


def job_of(actor) -> str:
    """The person's roles in words."""
    names = [str(BUILT_IN[code][0]) for code in sorted(actor.roles) if code in BUILT_IN]
    return (
        " · ".join(names[:2])
        if names
        else ", ".join(Role.objects.filter(code__in=actor.roles).values_list("name", flat=True))
    )
