"""Roles of a company's own: out of rights, for their holders at once, and never the built-in ones."""

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from approvals.models import PolicyStep
from core.errors import Denied, Stale
from core.models import History
from tenancy import own_roles
from tenancy.duties import CONFLICTS, conflicts
from tenancy.models import Membership, Role, RoleGrant
from tenancy.people import change_member, grant_roles
from tenancy.roles import Right
from tests.factories.callers import browser, caller

ROLES = "/settings/roles/"


@pytest.fixture
def acting(world):
    with world.acting():
        yield world


def channel(world, *rights) -> Role:
    """The company's own role of channel managers; the AR holds it."""
    rights = rights or (Right.LEAD_CREATE, Right.VISIT_LOG)
    role = own_roles.add_role(
        by=world.by("admin"), code="channel", name="渠道经理", name_en="Channel manager", rights=rights
    )
    grant_roles(world.ar, ["channel"])
    return role


def may(world, right) -> bool:
    return world.by("ar").can(right)


def test_a_changed_role_reaches_its_holders_at_once_and_only_them(acting):
    role = channel(acting)
    before = Membership.objects.get(user=acting.sr, tenant=acting.tenant).rights

    own_roles.change_role(role, by=acting.by("admin"), rights=[Right.ALLOCATE])

    assert (may(acting, Right.ALLOCATE), may(acting, Right.LEAD_CREATE)) == (True, False)
    assert Membership.objects.get(user=acting.sr, tenant=acting.tenant).rights == before


def test_a_change_stands_in_the_log_with_the_rights_words(world):
    with world.acting():
        role = channel(world)
    client = browser(world, "admin")

    client.post(f"{ROLES}{role.pk}/", {"name": "渠道", "rights": ["allocate"], "version": role.version})

    row = client.get("/settings/changes/").context["rows"][0]
    assert row["by"].pk == world.admin.pk
    assert str(Right.ALLOCATE.label) in [part[2] for part in row["parts"]]
    with world.acting():
        assert History.objects.filter(record_type=Role._meta.db_table, operation="update").count() == 1


@pytest.mark.parametrize("rights", [[], ["rule_the_world"]])
def test_a_role_without_a_right_or_with_an_unknown_one_is_refused(acting, rights):
    role = channel(acting)

    for save in (
        lambda: own_roles.add_role(by=acting.by("admin"), code="x", name="X", rights=rights),
        lambda: own_roles.change_role(role, by=acting.by("admin"), rights=rights),
    ):
        with pytest.raises(ValidationError):
            save()


def test_a_code_is_taken_once(acting):
    with pytest.raises(ValidationError):
        own_roles.add_role(by=acting.by("admin"), code="ar", name="X", rights=[Right.ALLOCATE])


def test_built_in_roles_neither_change_nor_retire(acting):
    role, by = Role.objects.get(code="finance"), acting.by("admin")

    for act in (
        lambda: own_roles.change_role(role, by=by, rights=[Right.ALLOCATE]),
        lambda: own_roles.retire_role(role, by=by, successor=Role.objects.get(code="legal")),
    ):
        with pytest.raises(ValidationError, match="built-in"):
            act()


def test_only_who_manages_users_makes_roles(acting):
    role, by = channel(acting), acting.by("sales_manager")

    for act in (
        lambda: own_roles.add_role(by=by, code="x", name="X", rights=[Right.ALLOCATE]),
        lambda: own_roles.change_role(role, by=by, rights=[Right.ALLOCATE]),
        lambda: own_roles.retire_role(role, by=by),
        lambda: own_roles.restore_role(role, by=by),
    ):
        with pytest.raises(Denied):
            act()


def test_a_held_role_retires_only_with_a_successor_which_its_holders_get(acting):
    role, by = channel(acting), acting.by("admin")
    with pytest.raises(ValidationError):
        own_roles.retire_role(role, by=by)

    own_roles.retire_role(role, by=by, successor=Role.objects.get(code="finance"))

    assert acting.by("ar").roles == {"finance"}
    assert may(acting, Right.ALLOCATE)
    grant_roles(acting.ar, ["channel"])
    assert acting.by("ar").roles == set()


def test_a_role_that_a_policy_names_does_not_retire(acting):
    role = channel(acting)
    step = PolicyStep.objects.exclude(role="").first()
    step.role = role.code
    step.save()

    with pytest.raises(ValidationError, match="policy"):
        own_roles.retire_role(role, by=acting.by("admin"), successor=Role.objects.get(code="ar"))

    assert RoleGrant.objects.filter(role=role).count() == 1


def test_a_company_keeps_somebody_who_manages_its_users(acting):
    by = acting.by("admin")
    role = own_roles.add_role(by=by, code="people", name="人事", rights=[Right.USERS_MANAGE])
    grant_roles(acting.admin, ["people"])

    with pytest.raises(ValidationError, match="Nobody"), override("en"):
        own_roles.change_role(role, by=by, rights=[Right.ALLOCATE])
    with pytest.raises(ValidationError, match="Nobody"), override("en"):
        own_roles.retire_role(role, by=by, successor=Role.objects.get(code="ar"))


def test_an_own_role_is_told_in_the_readers_language(acting):
    role = channel(acting)

    with override("en"):
        assert str(role) == "Channel manager"
    with override("zh-hans"):
        assert str(role) == "渠道经理"


@pytest.mark.parametrize("one", CONFLICTS, ids=lambda one: f"{one.first}-{one.second}")
def test_rights_that_bite_are_told_where_both_are_held(one):
    assert conflicts([one.first.value, one.second.value]) == [one]
    assert conflicts([one.first.value]) == []


def test_the_pages_copy_save_and_retire(world):
    client = browser(world, "admin")
    copied = client.get(f"{ROLES}new/?from=finance").context["form"]
    assert Right.WRITE_OFF in copied.initial["rights"]

    made = client.post(f"{ROLES}new/", {"code": "clerk", "name": "出纳", "rights": ["allocate", "write_off"]})

    page = client.get(made["Location"]).content.decode()
    assert str(CONFLICTS[0].risk) in page
    assert client.post(f"{made['Location']}retire/").status_code == 303
    with world.acting():
        assert not Role.objects.get(code="clerk").is_active


def test_a_page_that_a_colleague_overtook_is_not_saved(world):
    with world.acting():
        role = channel(world)
        own_roles.change_role(role, by=world.by("admin"), rights=[Right.ALLOCATE])
    sent = {"name": "X", "rights": ["provision"], "version": role.version}

    answer = browser(world, "admin").post(f"{ROLES}{role.pk}/", sent)

    assert answer.status_code == Stale.status
    with world.acting():
        assert Role.objects.get(pk=role.pk).rights == ["allocate"]


def test_the_user_form_offers_own_roles_in_use(world):
    with world.acting():
        role = channel(world)
        own_roles.retire_role(role, by=world.by("admin"), successor=Role.objects.get(code="ar"))
    address = f"/settings/users/{world.ar.pk}/"
    client = browser(world, "admin")

    def offered():
        return [code for code, _name in client.get(address).context["form"].fields["roles"].choices]

    assert "channel" not in offered()
    with world.acting():
        own_roles.restore_role(role, by=world.by("admin"))
    assert "channel" in offered()


def test_programs_make_change_and_retire_roles(world):
    admin = caller(world, "admin", scopes=("read", "write", "admin"))
    made = admin.post("/roles/", {"code": "clerk", "name": "出纳", "rights": ["allocate"]})
    address = f"/roles/{made.json()['id']}/"

    changed = admin.patch(address, {"rights": ["provision"]})
    retired = admin.post(f"{address}retire/", {})

    assert (made.status_code, changed.json()["rights"]) == (201, ["provision"])
    assert retired.json()["is_active"] is False
    assert admin.post(f"{address}restore/", {}).json()["is_active"] is True
    assert admin.patch(address, {"rights": []}).status_code == 422
    assert caller(world, "ar").patch(address, {"name": "X"}).status_code == 403


def test_another_companys_role_is_not_there(world, other_world):
    with other_world.acting():
        role = channel(other_world)

    for path in ("", "retire/"):
        assert browser(world, "admin").post(f"{ROLES}{role.pk}/{path}").status_code == 404
    assert caller(world, "admin").patch(f"/roles/{role.pk}/", {"name": "X"}).status_code == 404


def test_who_holds_an_own_role_may_what_it_says_and_no_more(acting):
    channel(acting, Right.USERS_MANAGE)
    member = Membership.objects.get(user=acting.legal, tenant=acting.tenant)

    change_member(
        member, by=acting.by("ar"), name="L", email="", department=None, roles=["legal"], is_active=True
    )

    assert not may(acting, Right.SETTINGS)
