"""The second step at sign-in: codes are good once, wrong ones cost time, and a company may ask for it."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client, RequestFactory, override_settings

from core.dates import acting_at
from desk.models import Notice
from tenancy.models import LoginDelay, Membership, RecoveryCode, SecondStep, User
from tenancy.rules import set_rule
from tenancy.second_step import REQUIRED, check_code, turn_on
from tests.factories.people import PASSWORD, make_world
from tests.repository.filled import QUICK

SECRET = pyotp.random_base32()
NOON = datetime(2026, 11, 24, 12, 0, 10, tzinfo=UTC)
LATER = NOON + timedelta(minutes=5)


def code_at(moment, secret: str = SECRET) -> str:
    return pyotp.TOTP(secret).at(moment)


@pytest.fixture(autouse=True)
def uncounted():
    cache.clear()


def turned_on(user) -> list[str]:
    """The recovery codes of a person who set it up at noon."""
    with acting_at(NOON):
        return turn_on(user, SECRET, code_at(NOON))


def password_given(user) -> Client:
    client = Client()
    client.post("/sign-in/", {"login": user.username, "password": PASSWORD})
    return client


def passes(user, code: str, moment=LATER) -> bool:
    """Does this person get in with this code?"""
    with acting_at(moment):
        client = password_given(user)
        client.post("/sign-in/code/", {"code": code})
        return client.get("/me/").status_code == 200


def require(world) -> None:
    with world.acting():
        set_rule(REQUIRED.key, True, by=world.by("admin"))


def test_the_password_alone_opens_nothing(world):
    turned_on(world.ar)

    client = password_given(world.ar)

    assert client.get("/me/").status_code == 302
    assert client.get("/api/v1/leads/").status_code in (401, 403)
    assert client.get("/sign-in/set-up/").status_code == 302


@pytest.mark.parametrize(("seconds", "good"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_code_is_good_half_a_minute_to_either_side(world, seconds, good):
    turned_on(world.ar)

    assert passes(world.ar, code_at(LATER + timedelta(seconds=seconds))) is good


def test_a_code_is_good_once_and_none_before_it_afterwards(world):
    turned_on(world.ar)
    now, before = code_at(LATER), code_at(LATER - timedelta(seconds=30))

    assert [passes(world.ar, code) for code in (now, now, before)] == [True, False, False]


def test_the_code_that_turned_it_on_does_not_open_the_door(world):
    turned_on(world.ar)

    assert not passes(world.ar, code_at(NOON), moment=NOON)


def test_a_recovery_code_works_once_however_it_is_written(world):
    codes = turned_on(world.ar)

    assert len(set(codes)) == 10
    assert passes(world.ar, codes[0].lower().replace("-", " ")) and not passes(world.ar, codes[0])
    assert RecoveryCode.objects.filter(user=world.ar).count() == 9


def test_nothing_that_opens_the_door_is_kept_in_the_clear(world):
    codes = turned_on(world.ar)

    kept = SecondStep.objects.get(user=world.ar).sealed_secret
    assert SECRET not in kept
    assert not set(codes) & set(RecoveryCode.objects.values_list("digest", flat=True))


def test_wrong_codes_meet_the_delay_and_the_right_password_does_not_lift_it(world):
    turned_on(world.ar)
    for _try in range(4):
        assert not passes(world.ar, "000000")

    assert not passes(world.ar, code_at(LATER))
    LoginDelay.objects.update(until=None)
    assert passes(world.ar, code_at(LATER))


def test_the_step_between_ends_with_its_time_and_with_the_password(world):
    turned_on(world.ar)
    with acting_at(LATER):
        late, changed = password_given(world.ar), password_given(world.ar)
    # Another copy: the world's people serve every test.
    user = User.objects.get(pk=world.ar.pk)
    user.set_password("ein-neues-Wort-7")
    user.save()

    with acting_at(LATER):
        assert changed.get("/sign-in/code/").status_code == 302
    with acting_at(LATER + timedelta(minutes=11)):
        assert late.get("/sign-in/code/").status_code == 302


def test_who_has_none_is_led_to_set_it_up_where_the_company_asks(world):
    require(world)
    client = password_given(world.ar)
    assert client.get("/me/").status_code == 302

    page = client.get("/sign-in/set-up/").content.decode()
    secret = re.search(r"<code[^>]*>([A-Z2-7]{32})</code>", page).group(1)
    refused = client.post("/sign-in/set-up/", {"code": "000000"})
    entered = client.post("/sign-in/set-up/", {"code": pyotp.TOTP(secret).now()})

    assert refused.status_code == 422 and "data:image/svg" in page
    assert len(re.findall(r"<li><code>", entered.content.decode())) == 10
    assert client.get("/me/").status_code == 200
    assert SecondStep.objects.filter(user=world.ar).exists()


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_it_is_turned_off_with_password_and_code_together(world):
    turned_on(world.ar)
    client = signed_in(world.ar)

    with acting_at(LATER):
        answers = [
            client.post("/me/second-step/", {"password": password, "code": code}).status_code
            for password, code in [("x", code_at(LATER)), (PASSWORD, "000000"), (PASSWORD, code_at(LATER))]
        ]

    assert answers == [422, 422, 303]
    assert not SecondStep.objects.exists() and not RecoveryCode.objects.exists()


def test_a_page_found_open_does_not_let_codes_be_guessed(world):
    codes = turned_on(world.ar)
    client = signed_in(world.ar)
    for _try in range(10):
        client.post("/me/second-step/", {"password": PASSWORD, "code": "000000"})

    answer = client.post("/me/second-step/", {"password": PASSWORD, "code": codes[0]})

    assert answer.status_code == 422 and SecondStep.objects.filter(user=world.ar).exists()


def test_nobody_turns_it_off_where_the_company_asks_for_it(world):
    codes = turned_on(world.ar)
    require(world)

    answer = signed_in(world.ar).post("/me/second-step/", {"password": PASSWORD, "code": codes[0]})

    assert answer.status_code == 422 and SecondStep.objects.filter(user=world.ar).exists()


def reset(world, user, by="admin"):
    return signed_in(world.people[by]).post(f"/settings/users/{user.pk}/second-step/").status_code


def test_an_administrator_takes_a_lost_authenticator_away_and_the_person_is_told(world):
    turned_on(world.ar)

    assert reset(world, world.ar, by="sr") == 403
    assert reset(world, world.ar) == 303

    with world.acting():
        assert Notice.objects.filter(user=world.ar, kind="user.second_step_reset").count() == 1
    assert password_given(world.ar).get("/me/").status_code == 200


def test_no_company_alone_resets_who_works_for_two_and_nobody_oneself(world):
    for user in (world.ar, world.admin):
        turned_on(user)
    Membership.objects.create(tenant=make_world().tenant, user=world.ar)

    assert [reset(world, user) for user in (world.ar, world.admin)] == [422, 422]
    assert SecondStep.objects.count() == 2


@pytest.mark.slow
def test_of_two_sign_ins_with_one_code_at_once_one_wins(committed):
    with override_settings(PASSWORD_HASHERS=QUICK):
        user = make_world().ar
    turned_on(user)

    def enter(_number) -> bool:
        try:
            with acting_at(LATER):
                check_code(RequestFactory().post("/", REMOTE_ADDR=f"192.0.2.{_number}"), user, code_at(LATER))
            return True
        except ValidationError:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(enter, range(4))) == 1
