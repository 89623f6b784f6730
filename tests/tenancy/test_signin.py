"""Wrong tries are counted for a day, and no longer."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import RequestFactory
from django.utils import timezone

from l2cplat.schedule import SCHEDULE
from tenancy.models import LoginDelay
from tenancy.signin import FORGET_AFTER, sign_in
from tenancy.tasks import forget_sign_ins


def try_in_vain(login: str, address: str) -> None:
    with pytest.raises(ValidationError):
        sign_in(RequestFactory().post("/", REMOTE_ADDR=address), login, "wrong")


def test_counts_are_forgotten_after_their_day_also_those_of_names_nobody_has(world):
    try_in_vain("nobody", "192.0.2.1")
    LoginDelay.objects.update(updated_at=timezone.now() - FORGET_AFTER - timedelta(minutes=1))
    try_in_vain("somebody", "192.0.2.2")

    forget_sign_ins()

    assert LoginDelay.objects.count() == 2
    assert forget_sign_ins.name in {entry["task"] for entry in SCHEDULE.values()}
