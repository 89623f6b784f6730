"""The second step at sign-in: a code of the person's authenticator app (RFC 6238), or a recovery code."""

import hashlib
from base64 import b32encode
from secrets import token_bytes

import pyotp
import segno
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.dates import moment
from core.sealed import Unsealable, seal, unseal
from core.tenancy import acting_for
from tenancy.models import LoginDelay, Membership, RecoveryCode, SecondStep
from tenancy.rules import declare, group, rule
from tenancy.signin import code_doors_of, count_failure, refuse_delayed

ISSUER = "L2Cplat"
STEP_SECONDS = 30
# A clock may be half a minute off to either side.
NEAR = (-1, 0, 1)
RECOVERY_CODES = 10
RECOVERY_BYTES = 10

PAGE = group("signin", pgettext_lazy("settings", "Sign-in"), icon="shield-lock", order=39, part="system").code
REQUIRED = declare(
    "signin.second_step_required",
    False,
    gettext_lazy("Everybody signs in with a second step"),
    PAGE,
    gettext_lazy("Whoever has none sets it up at the next sign-in. API keys are not asked for a code."),
)


def is_on(user) -> bool:
    """Does the person sign in with a second step?"""
    return SecondStep.objects.filter(user=user).exists()


@transaction.atomic
def is_required(user) -> bool:
    """Does one of the person's companies ask for a second step?"""
    members = Membership.objects.filter(user=user, is_active=True, tenant__is_active=True)
    return any(_asks(member.tenant) for member in members.select_related("tenant"))


def _asks(tenant) -> bool:
    with acting_for(tenant):
        return rule(REQUIRED.key)


def picture_of(secret: str, user) -> str:
    """The QR code that an authenticator reads, as the address of an image."""
    address = pyotp.TOTP(secret).provisioning_uri(user.username, issuer_name=ISSUER)
    return segno.make(address, error="m").svg_data_uri(scale=4, border=4, light="#fff")


@transaction.atomic
def turn_on(user, secret: str, code: str) -> list[str]:
    """Keep the secret once a code proves that the app has it; the recovery codes, known this once.

    Raises ValidationError for a wrong code, or where it is on already.
    """
    step = _step_of(secret, code, after=0)
    if step is None:
        raise ValidationError(_("This code is wrong or over. Enter the one that the app shows now."))
    _row, made = SecondStep.objects.get_or_create(
        user=user, defaults={"sealed_secret": seal(secret), "last_step": step}
    )
    if not made:
        raise ValidationError(_("The second step is on already."))
    codes = [b32encode(token_bytes(RECOVERY_BYTES)).decode() for _number in range(RECOVERY_CODES)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(digest=_digest(user, code), user=user) for code in codes)
    return ["-".join(code[at : at + 4] for at in range(0, len(code), 4)) for code in codes]


def check_code(request, user, code: str) -> None:
    """Pass the second step. Raises ValidationError; wrong codes cost a growing delay.

    Not for use inside a transaction that a refusal undoes: the count would go with it.
    """
    doors = code_doors_of(user, request)
    with transaction.atomic():
        # Held from the question to the count: many tries at once are asked one after the other.
        row = SecondStep.objects.select_for_update().filter(user=user).first()
        refuse_delayed(doors)
        passed = row is not None and _passes(row, code)
        if passed:
            LoginDelay.objects.filter(key=doors["code"]).delete()
        else:
            count_failure(doors)
    if not passed:
        raise ValidationError(_("This code is wrong or was used. Enter the one that the app shows now."))


@transaction.atomic
def turn_off(user, code: str) -> None:
    """Sign in without a second step again; the caller has asked for the password. Raises ValidationError."""
    if is_required(user):
        raise ValidationError(_("Your company asks everybody for a second step."))
    row = SecondStep.objects.select_for_update().filter(user=user).first()
    if row is None or not _passes(row, code):
        raise ValidationError(_("This code is wrong or was used. Enter the one that the app shows now."))
    forget(user)


def forget(user) -> None:
    """Take the authenticator and the recovery codes away."""
    RecoveryCode.objects.filter(user=user).delete()
    SecondStep.objects.filter(user=user).delete()


def _passes(row: SecondStep, code: str) -> bool:
    """Is the code good? Then it is used up. The row is locked."""
    plain = code.replace(" ", "").replace("-", "").upper()
    try:
        step = _step_of(unseal(row.sealed_secret), plain, after=row.last_step)
    except Unsealable:
        # The installation's key was changed without keeping the former one: the recovery codes still open.
        step = None
    if step is None:
        return RecoveryCode.objects.filter(digest=_digest(row.user, plain)).delete()[0] == 1
    row.last_step = step
    row.save(update_fields=["last_step"])
    return True


def _step_of(secret: str, code: str, *, after: int) -> int | None:
    """The 30-second step near now, later than `after`, that the code belongs to."""
    app, now = pyotp.TOTP(secret), int(moment().timestamp()) // STEP_SECONDS
    near = [now + offset for offset in NEAR if now + offset > after]
    return next((step for step in near if constant_time_compare(app.generate_otp(step), code)), None)


def _digest(user, code: str) -> str:
    """A recovery code is long and random: a plain digest tells nothing about it."""
    return hashlib.sha256(f"recovery:{user.pk}:{code}".encode()).hexdigest()
