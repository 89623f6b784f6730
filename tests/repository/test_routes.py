"""Every address, tried signed out, as another company with every right, and as a colleague without one.

The routes are read from the URL resolver: one that has no entry in routes_table.py or record_routes.py
fails. What a stranger is answered must not hold an id or a word of the company's, and nothing of it may change.
"""

import pytest
from django.test.utils import override_settings

from tenancy.models import Membership
from tenancy.people import add_member
from tenancy.roles import BUILT_IN, Right
from tests.factories.people import make_world
from tests.repository.filled import QUICK, SECRET, kinds_without_a_row
from tests.repository.routes import entries, routes
from tests.repository.routes_table import LISTS
from tests.repository.strangers import UUIDS, Stranger, body_for, key_of, leaks, none, problems, standing

REFUSED = {400, 403, 404, 405, 409, 415, 422}
WITHOUT_ROW = {
    "core.IdempotencyKey": "kept with answers",
}


@pytest.fixture(scope="module")
def strangers(filled_company, django_db_blocker):
    """(another company's administrator who may do everything and that company, a colleague without any right)."""
    with django_db_blocker.unblock(), override_settings(PASSWORD_HASHERS=QUICK):
        world, other = filled_company.world, make_world()
        with world.acting():
            user = add_member(
                username=f"nobody-{world.tenant.code}", name="新人", password="x" * 12, roles=[]
            )
            nobody = Stranger(user, key_of(user))
        with other.acting():
            everything = {"rights": [str(right) for right in Right], "roles": list(BUILT_IN)}
            Membership.objects.filter(user=other.admin, tenant_id=other.tenant.pk).update(**everything)
            boss = Stranger(other.admin, key_of(other.admin))
        return (boss, other), nobody


@pytest.fixture
def other(strangers, committed):
    """Somebody of another company who may do everything there, and that company."""
    return strangers[0]


@pytest.fixture
def nobody(strangers, committed):
    """A colleague without any right."""
    return strangers[1]


def test_every_route_has_an_entry():
    names = {route.name for route in routes()}

    assert names - set(entries()) == set(), "new routes: say in the tables who may see what they show"
    assert set(entries()) - names == set(), "these routes are gone"


@pytest.mark.slow
def test_every_kind_of_row_exists(filled):
    with filled.world.acting():
        assert [kind for kind in kinds_without_a_row() if kind not in WITHOUT_ROW] == []


@pytest.mark.slow
def test_signed_out_one_is_sent_to_the_door(filled):
    before = standing(filled.world)

    def allowed(route, entry, method):
        if entry.kind == "public":
            return {200, 302, 405, 422}
        if entry.kind == "link":
            return {404, 405}
        return {401} if route.is_api else {302}

    none(problems(Stranger(), filled, allowed))
    assert standing(filled.world) == before


@pytest.mark.slow
def test_another_company_finds_nothing(filled, other):
    stranger, world = other
    mine, theirs = standing(filled.world), standing(world)

    def allowed(route, entry, method):
        if entry.row:
            return {404} if route.is_api else {404, 405}
        # Attachments and notes are asked for by their record.
        of_records = route.name.startswith(("attachments", "notes"))
        own = {200, 204, 302, 303, 405} | ({400} if of_records else set())
        return own if method == "get" else REFUSED | {200, 204, 302, 303}

    none(problems(stranger, filled, allowed, lambda route: body_for(route, filled)))
    assert standing(filled.world) == mine
    now = standing(world)
    assert [label for label in now if now[label] != theirs[label]] == []


@pytest.mark.slow
def test_a_colleague_without_rights_finds_and_changes_nothing(filled, nobody):
    before = standing(filled.world)

    def allowed(route, entry, method):
        reading = method == "get"
        match entry.kind:
            case "record":
                return {404, 405} if not route.is_api else {404}
            case "with_right" | "record_with_right":
                return {403, 404}
            case "shared_record" | "shared_list":
                return {200, 302, 405} if reading else {403, 404, 405, 415, 422}
            case "new":
                return {200, 302, 403} if reading else {200, 302, 403, 405, 422}
            case "list":
                return {200, 400, 403, 405} if reading or not route.is_api else {403, 404, 405, 415, 422}
            case _:
                return {200, 204, 302, 303, 404, 405, 422}

    found = problems(nobody, filled, allowed, lambda route: body_for(route, filled), colleague=True)

    none(found)
    assert standing(filled.world) == before


@pytest.mark.slow
@pytest.mark.parametrize("resource", LISTS.split())
def test_lists_and_counts_of_strangers_are_empty(filled, other, nobody, resource):
    for who in (other[0], nobody):
        listed = who.api.get(f"/api/v1/{resource}/")
        counted = who.api.get(f"/api/v1/{resource}/count/")
        assert listed.status_code in (200, 400, 403, 422)
        if listed.status_code == 200:
            assert listed.json()["results"] == [], listed.content.decode()
            assert counted.json()["count"] == 0


@pytest.mark.slow
def test_filters_by_foreign_ids_find_nothing(filled, other):
    stranger, _world = other
    rows = filled.rows
    for resource in LISTS.split():
        for name in ("customer", "deal", "contract", "statement", "owner"):
            wanted = rows.get(name, rows["user"]).pk
            answer = stranger.api.get(f"/api/v1/{resource}/?{name}={wanted}")
            assert answer.status_code in (200, 400, 404, 422), answer.content.decode()
            assert answer.status_code != 200 or answer.json()["results"] == []
            assert not leaks(answer, filled, str(wanted), colleague=False)


SEARCHES = ("/search/?q={}", "/customers/duplicates/?name={}", "/api/v1/customers/?q={}",
            "/api/v1/customers/duplicates/?name={}")  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("address", SEARCHES)
def test_search_finds_for_whom_it_may_and_nothing_for_strangers(filled, other, nobody, address):
    with filled.world.acting():
        ar = Stranger(filled.world.ar, key_of(filled.world.ar))

    def told(who, words):
        client = who.api if address.startswith("/api") else who.pages
        answer = client.get(address.format(words))
        assert answer.status_code == 200, answer.content.decode()
        return set(UUIDS.findall(answer.content.decode())) & filled.hidden

    name = f"{SECRET}精密机械有限公司"
    assert str(filled.rows["customer"].pk) in told(ar, name)
    for words in (name, SECRET, SECRET[:2]):
        assert told(other[0], words) == told(nobody, words) == set()
