"""The page of users: searched, narrowed, paged, in as many queries however many people there are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenancy.models import Department, Membership
from tenancy.people import add_member
from tests.factories.callers import browser

USERS = "/settings/users/"


def shown(client, query="") -> list[str]:
    """The user names on the page without their company's prefix."""
    people = client.get(f"{USERS}{query}").context["people"]
    return [row["user"].username.rpartition("-")[2] for row in people]


def test_people_are_found_by_what_one_asks(world):
    client = browser(world, "admin")
    with world.acting():
        sales = Department.objects.get(code="sales")
    Membership.objects.filter(user=world.legal, tenant=world.tenant).update(is_active=False)

    assert shown(client, "?find=FINANCE") == ["finance"]
    assert shown(client, "?role=credit") == ["credit"]
    assert shown(client, f"?department={sales.pk}") == ["sales_manager"]
    assert shown(client, "?access=closed") == ["legal"]
    assert "legal" in shown(client)
    assert shown(client, "?find=finance&role=ar") == []


@pytest.mark.parametrize("query", ["?role=none-such", "?department=x", "?access=maybe"])
def test_a_question_without_sense_is_told_at_its_field(world, query):
    answer = browser(world, "admin").get(f"{USERS}{query}")

    assert answer.status_code == 200
    assert answer.context["form"].errors


def test_pages_hold_everybody_once_in_the_order_asked(world):
    client, seen, url = browser(world, "admin"), [], f"{USERS}?ordering=-username&limit=4"
    while url:
        context = client.get(url).context
        seen += [row["user"].username for row in context["people"]]
        url = context["next_url"]

    assert seen == sorted((user.username for user in world.people.values()), reverse=True)


def test_people_of_another_company_are_not_there(world, other_world):
    assert not set(shown(browser(world, "admin"), f"?find={other_world.tenant.code}"))


def test_more_people_cost_no_more_queries(world):
    client = browser(world, "admin")
    client.get(USERS)

    def cost():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(USERS)
        return len(asked)

    before = cost()
    with world.acting():
        for n in range(5):
            add_member(
                username=f"{world.tenant.code}-more{n}", name="X", password="long enough 77", roles=["ar"]
            )

    assert cost() == before
