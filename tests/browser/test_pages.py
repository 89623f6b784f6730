"""Every kind of page that has no browser test of its own, wide and light, narrow and dark: axe finds nothing, nothing
sticks out, no script fails."""

from datetime import date

import pytest

from core.workflow import run
from customers.services.plans import add_move, open_plan, set_goals
from tests.browser.conftest import WIDE
from tests.factories.customers import make_customer
from tests.factories.opportunities import make_opportunity, prepare_ati

PAGES = [
    "/", "/triangle/", "/approvals/", "/desk/notices/", "/me/", "/me/keys/", "/menu/", "/keys/", "/search/?q=苏州",
    "/deals/", "/contracts/", "/delivery/", "/customers/", "/customers/new/", "/customers/plans/",
    "/customers/plans/new/", "/receivables/", "/receivables/statements/", "/catalogue/",
]  # fmt: skip
SETTINGS = [
    "/settings/users/", "/settings/users/new/", "/settings/roles/", "/settings/roles/new/",
    "/settings/departments/", "/settings/absences/",
    "/settings/rules/leads/", "/settings/rules/receivables/", "/settings/rates/", "/settings/calendar/",
    "/settings/changes/", "/settings/fields/?kind=leads",
    "/approvals/policies/ATC/?amount=900000", "/receivables/ladder/",
]  # fmt: skip


@pytest.fixture
def records(world):
    """An opportunity waiting at a gate, its deal and a plan: the addresses of their pages, by who opens them.

    The sales manager votes and moves; the executive sees what no department has a part in.
    """
    with world.acting():
        waiting = make_opportunity(world)
        prepare_ati(world, waiting)
        approval = run(waiting, "initiate", by=world.by("ar")).approval
        customer = make_customer("无锡锡澄新能源有限公司", owner=world.ar)
        plan = open_plan(by=world.by("ar"), year=2026, customer=customer)
        set_goals(plan, [{"measure": "visits", "text": "拜访", "target": 4}], by=world.by("ar"))
        add_move(plan, by=world.by("ar"), text="专题会", due_on=date(2026, 12, 1))
        return {
            "sales_manager": [record.get_absolute_url() for record in (approval, waiting.deal)],
            "executive": [plan.get_absolute_url()],
        }


def test_every_kind_of_page_is_clean_in_both_themes_and_on_a_phone(at_desk, records):
    found = problems_of(at_desk("sales_manager"), [*PAGES, *records["sales_manager"]])
    found += problems_of(at_desk("executive"), records["executive"])

    assert not found, found


def test_settings_pages_are_clean_in_both_themes_and_on_a_phone(at_desk):
    found = problems_of(at_desk("admin"), SETTINGS)

    assert not found, found


def problems_of(person, paths) -> str:
    """What is wrong with these pages, one paragraph each."""
    return "\n\n".join(found for path in paths for found in looks_at(person, path))


def looks_at(person, path):
    """Wide and light, then the same page narrow and dark: it takes on both without being asked for anew."""
    name = path.strip("/").replace("/", "-").replace("?", "-") or "workbench"
    person.page.set_viewport_size(WIDE)
    for narrow in (False, True):
        try:
            if narrow:
                person.dark().phone().picture(f"{name}-mobile-dark").clean()
            else:
                person.open(path).picture(name).clean()
        except AssertionError as error:
            yield f"{path} {'narrow, dark' if narrow else 'wide, light'}: {str(error).splitlines()[0]}"
