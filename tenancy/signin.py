"""Sign-in by user name or e-mail; wrong tries cost a growing delay per account and address (decision 36)."""

import hashlib
from datetime import timedelta

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tenancy.models import LoginDelay, User

# Free tries before the delay starts; an address may be a whole office behind one router.
FREE_TRIES = {"account": 3, "code": 3, "address": 20}
LONGEST = timedelta(minutes=15)
# A key that rested this long starts afresh.
FORGET_AFTER = timedelta(hours=24)


class LoginBackend(ModelBackend):
    """Finds the person by user name or e-mail."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        user = User.objects.by_login(username or "")
        if user is None:
            # Same work as for a known name: the answer's time must not tell whether it exists.
            User().set_password(password)
            return None
        return user if user.check_password(password) and self.user_can_authenticate(user) else None


class SignInForm(forms.Form):
    """User name or e-mail, and password."""

    login = forms.CharField(
        label=_("User name or e-mail"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args, request=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.request, self.user = request, None

    def clean(self):
        values = super().clean()
        if "login" in values and "password" in values:
            self.user = sign_in(self.request, values["login"], values["password"])
        return values


def sign_in(request, login: str, password: str) -> User:
    """The person, or ValidationError that names neither what was wrong nor whether the name exists."""
    doors = doors_of(login, request)
    refuse_delayed(doors)
    user = authenticate(request, username=login, password=password)
    if user is None:
        count_failure(doors)
        raise ValidationError(_("User name and password don't match."), code="refused")
    LoginDelay.objects.filter(key=doors["account"]).delete()
    return user


def refuse_delayed(doors: dict[str, str]) -> None:
    """Raise ValidationError where one of the doors has to wait."""
    wait = _seconds_to_wait(doors.values())
    if wait:
        raise ValidationError(
            ngettext(
                "Too many tries. Try again in %(seconds)d second.",
                "Too many tries. Try again in %(seconds)d seconds.",
                wait,
            )
            % {"seconds": wait},
            code="delayed",
        )


def count_failure(doors: dict[str, str]) -> None:
    """One more wrong try at each door; past the free ones each makes the next wait longer."""
    for kind, key in doors.items():
        _count_failure(kind, key)


def address_of(request) -> str:
    """The caller's address; a forwarded one counts only behind the configured number of our own proxies."""
    forwarded = [
        part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()
    ]
    if settings.TRUSTED_PROXIES and len(forwarded) >= settings.TRUSTED_PROXIES:
        return forwarded[-settings.TRUSTED_PROXIES]
    return request.META.get("REMOTE_ADDR", "")


def forget_rested() -> int:
    """Delete the counts that start afresh anyway, those of names nobody has among them; how many they were."""
    return LoginDelay.objects.filter(updated_at__lt=timezone.now() - FORGET_AFTER).delete()[0]


def doors_of(login: str, request) -> dict[str, str]:
    """What tries are counted by, as digests: the name that was given, and the address it came from."""
    return _digests(account=login.casefold(), address=address_of(request))


def code_doors_of(user, request) -> dict[str, str]:
    """What wrong codes are counted by: the person, apart from wrong passwords, and the address."""
    return _digests(code=str(user.pk), address=address_of(request))


def _digests(**parts) -> dict[str, str]:
    return {kind: hashlib.sha256(f"{kind}:{value}".encode()).hexdigest() for kind, value in parts.items()}


def _seconds_to_wait(keys) -> int:
    now = timezone.now()
    untils = LoginDelay.objects.filter(key__in=list(keys), until__gt=now).values_list("until", flat=True)
    return max((int((until - now).total_seconds()) + 1 for until in untils if until), default=0)


@transaction.atomic
def _count_failure(kind: str, key: str) -> None:
    now = timezone.now()
    LoginDelay.objects.get_or_create(key=key)
    row = LoginDelay.objects.select_for_update().get(key=key)
    row.failures = 1 if now - row.updated_at > FORGET_AFTER else row.failures + 1
    over = row.failures - FREE_TRIES[kind]
    row.until = now + min(timedelta(seconds=2 ** min(over, 12)), LONGEST) if over > 0 else None
    row.updated_at = now
    row.save()
