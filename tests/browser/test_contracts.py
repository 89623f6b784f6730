"""Contract and order pages: accessible, light and dark, on a phone; a clause judged in the browser."""

import pytest

from contracts.models import Clause
from contracts.services import draft_amendment, set_clauses
from tests.factories.contracts import line, make_contract
from tests.factories.delivery import make_order


@pytest.fixture
def records(world):
    """A contract with a deviation, one in force with an amendment, and an order that is partly on its way."""
    with world.acting():
        reviewed = make_contract(world, "drafting")
        set_clauses(
            reviewed,
            {Clause.objects.get(code="11.2"): ("违约金累计不超过合同总价的 10%。", None)},
            by=world.by("ar"),
        )
        in_force = make_contract(world, "in_force", limit=None, customer=reviewed.customer)
        order = make_order(world, "shipped", contract=in_force, quantity="1")
        row = line("3") | {"id": in_force.agreement.lines.get().pk, "product": None}
        amendment = draft_amendment(in_force, by=world.by("ar"), reason="加购一台", lines=[row])
        return {"reviewed": reviewed, "in_force": in_force, "order": order, "amendment": amendment}


def test_contract_pages_are_clean(records, at_desk):
    person = at_desk("ar")
    paths = {
        "contracts": "/contracts/",
        "contract": records["reviewed"].get_absolute_url(),
        "contract-clauses": records["reviewed"].get_absolute_url() + "?clauses=all",
        "contract-lines": f"/contracts/{records['reviewed'].pk}/lines/",
        "contract-in-force": records["in_force"].get_absolute_url(),
        "amendment": records["amendment"].get_absolute_url(),
        "amendment-new": f"/contracts/{records['in_force'].pk}/amend/",
        "contract-new": "/contracts/new/",
        "clauses": "/contracts/clauses/",
    }
    for name, path in paths.items():
        person.open(path).picture(name).clean()
    person.open(paths["contract"]).dark().picture("contract-dark").clean()
    person.phone().open(paths["contract"]).picture("contract-phone").clean()


def test_order_pages_are_clean(records, at_desk):
    person = at_desk("fr")
    for name, path in {
        "orders": "/delivery/",
        "order": records["order"].get_absolute_url(),
        "order-choose": "/delivery/new/",
        "order-new": f"/delivery/new/{records['in_force'].pk}/",
    }.items():
        person.open(path).picture(name).clean()
    person.open(records["order"].get_absolute_url()).dark().clean()
    person.phone().open(records["order"].get_absolute_url()).picture("order-phone").clean()
