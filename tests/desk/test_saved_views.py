"""Views that people keep of lists: own ones, shared ones, columns, pins; never another tenant's."""

import pytest

from core.errors import Denied
from desk.models import ListHabit, SavedView
from desk.services.views import MOST_VIEWS, change_view, save_view
from tests.factories.callers import caller
from tests.factories.leads import make_lead

pytestmark = pytest.mark.django_db
NEXT = "/leads/?view=all&region=%E6%B1%9F%E8%8B%8F"


def keep(client, **fields):
    """Save what is in force on the list of leads as a view."""
    form = {"listing": "leads", "name": "江苏", "query": "region=江苏&cursor=x&view=all", "next": NEXT}
    return client.post("/desk/views/", form | fields)


def test_a_kept_view_is_a_tab_that_opens_the_list_as_it_was(world, signed_in):
    ar = signed_in("ar")

    answer = keep(ar)

    view = SavedView.objects.get(name="江苏")
    assert (view.query, view.owner_id) == ("region=%E6%B1%9F%E8%8B%8F", world.ar.pk)
    assert answer["Location"] == f"/leads/?region=%E6%B1%9F%E8%8B%8F&view={view.pk}"
    assert "江苏" in ar.get(answer["Location"]).content.decode()


@pytest.mark.parametrize("shared, seen", [(True, True), (False, False)])
def test_colleagues_have_the_views_that_are_shared(world, signed_in, shared, seen):
    keep(signed_in("ar"), is_shared="on" if shared else "")

    assert ("江苏" in signed_in("sr").get("/leads/").content.decode()) is seen


def test_another_tenants_shared_view_is_nobodys(world, signed_in, other_world):
    with other_world.acting():
        view = save_view(
            by=other_world.by("ar"), listing="leads", name="鹤鸣", query="region=x", is_shared=True
        )

    assert "鹤鸣" not in signed_in("ar").get("/leads/").content.decode()
    assert signed_in("ar").post(f"/desk/views/{view.pk}/", {"name": "x"}).status_code == 404
    assert caller(world, "ar").get(f"/saved-views/{view.pk}/").status_code == 404


def test_only_its_owner_changes_a_shared_view(world, signed_in):
    view = save_view(by=world.by("ar"), listing="leads", name="江苏", query="region=江苏", is_shared=True)

    refused = signed_in("sr").post(f"/desk/views/{view.pk}/", {"name": "浙江", "next": NEXT})

    assert refused.status_code == 403
    with pytest.raises(Denied):
        change_view(view, by=world.by("executive"), name="浙江")
    view.refresh_from_db()
    assert view.name == "江苏"


def test_a_view_is_renamed_shared_and_brought_up_to_what_is_in_force(world, signed_in):
    view = save_view(by=world.by("ar"), listing="leads", name="江苏", query="region=江苏")
    form = {"name": "华东", "is_shared": "on", "query": "region=浙江", "next": NEXT}

    signed_in("ar").post(f"/desk/views/{view.pk}/", form)

    view.refresh_from_db()
    assert (view.name, view.is_shared, view.query) == ("华东", True, "region=%E6%B5%99%E6%B1%9F")


def test_a_deleted_view_is_gone_and_the_list_stays(world, signed_in):
    view = save_view(by=world.by("ar"), listing="leads", name="江苏", query="region=江苏")

    answer = signed_in("ar").post(
        f"/desk/views/{view.pk}/", {"delete": "1", "next": f"/leads/?view={view.pk}&region=x"}
    )

    assert not SavedView.objects.filter(pk=view.pk).exists()
    assert answer["Location"] == "/leads/?region=x"


def test_one_name_is_one_view_and_a_list_keeps_so_many(world, signed_in):
    keep(signed_in("ar"))
    keep(signed_in("ar"))
    assert SavedView.objects.filter(owner=world.ar).count() == 1

    for number in range(MOST_VIEWS):
        keep(signed_in("ar"), name=str(number))
    assert SavedView.objects.filter(owner=world.ar).count() == MOST_VIEWS


def test_columns_are_kept_for_the_person_and_the_address_outdoes_them(world, signed_in):
    make_lead(world, at="assigned", region="江苏")
    ar = signed_in("ar")

    ar.post("/desk/lists/leads/columns/", {"columns": ["region", "owner", "nonsense"], "next": "/leads/"})

    assert ListHabit.objects.get(owner=world.ar).columns == ["region", "owner"]
    assert heads(ar, "/leads/") == ["title", "region", "owner"]
    assert heads(ar, "/leads/?view=mine&columns=state") == ["title", "state"]
    assert len(heads(signed_in("sr"), "/leads/")) > 3
    ar.post("/desk/lists/leads/columns/", {"usual": "1", "next": "/leads/"})
    assert len(heads(ar, "/leads/")) > 3


def test_a_pinned_view_comes_first_and_is_where_the_list_opens(world, signed_in):
    ar = signed_in("ar")

    ar.post("/desk/lists/leads/pin/", {"code": "pool", "next": "/leads/"})

    page = ar.get("/leads/").context["list"]
    assert (page.views[0].code, page.opened.code) == ("pool", "pool")
    ar.post("/desk/lists/leads/pin/", {"code": "pool", "next": "/leads/"})
    assert ar.get("/leads/").context["list"].views[0].code == "mine"


def test_programs_keep_views_too(world):
    ar = caller(world, "ar")

    made = ar.post("/saved-views/", {"listing": "leads", "name": "江苏", "query": "region=江苏"})
    unknown = ar.post("/saved-views/", {"listing": "nonsense", "name": "x"})

    assert made.status_code == 201 and made.json()["owner"]["id"] == str(world.ar.pk)
    assert unknown.status_code == 422
    assert caller(world, "sr").get("/saved-views/").json()["results"] == []
    assert caller(world, "admin").get("/saved-views/").json()["results"] == []
    assert ar.delete(f"/saved-views/{made.json()['id']}/").status_code == 204


def heads(client, address) -> list[str]:
    """The names of the columns shown."""
    return [column["name"] for column in client.get(address).context["columns"]]
