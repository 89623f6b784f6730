"""A forgotten password: a link by mail, good once and for half an hour, lets its person set a new one.

Nobody learns from it whether a name exists: the answer is the same, and what is sent is sent by a worker.
"""

from django import forms
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from core.attention import notify
from core.mail import mail
from core.outbox import handler, post
from core.tenancy import acting_for
from core.throttle import over
from tenancy.models import Membership, User
from tenancy.signin import doors_of

HOUR = 3600
# Links in an hour: for one name, and from one address, which may be a whole office.
MOST = {"account": 3, "address": 20}


class ForgottenForm(forms.Form):
    """Whose password was forgotten."""

    login = forms.CharField(
        label=gettext_lazy("User name or e-mail"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )


def ask_for_link(request, login: str) -> None:
    """Have a link mailed to the person of this name or e-mail, if there is one with an address.

    Raises ValidationError where too many were asked for, whether or not the name exists.
    """
    counted = [over(f"forgotten:{key}", MOST[kind], HOUR) for kind, key in doors_of(login, request).items()]
    if any(counted):
        raise ValidationError(_("Too many links were asked for. Try again in an hour."), code="delayed")
    user = User.objects.by_login(login)
    member = first_membership(user) if user is not None and user.is_active and user.email else None
    if member is not None:
        with acting_for(member.tenant):
            post("password_link", {"user": str(member.user_id)})


def first_membership(user) -> Membership | None:
    """The company in whose name the platform writes to a person who has not signed in."""
    members = Membership.objects.filter(user=user, is_active=True, tenant__is_active=True)
    return members.select_related("tenant").order_by("created_at").first()


@handler("password_link")
def send_link(payload: dict) -> None:
    """Mail the link; its token is made here, so that no table keeps it."""
    user = User.objects.filter(pk=payload["user"], is_active=True).first()
    if user is None or not user.email:
        return
    with override(user.language):
        lines = [
            _("{name}, somebody asked for a new password for your account {account}.").format(
                name=user.name, account=user.username
            ),
            _(
                "The link is good once and for {minutes} minutes. If it was not you, leave it: nothing changes."
            ).format(minutes=settings.PASSWORD_RESET_TIMEOUT // 60),
        ]
        subject = _("Set a new password")
    mail([user.email], subject, "message", {"lines": lines, "url": link_for(user)}, user.language)


def link_for(user) -> str:
    """The address at which this person sets a new password."""
    who = urlsafe_base64_encode(force_bytes(user.pk))
    at = reverse("tenancy:new-password", args=[who, default_token_generator.make_token(user)])
    return settings.BASE_URL.rstrip("/") + at


def tell_changed(user) -> None:
    """Tell the person that the password was changed by a link: whoever did not do it calls the administrator."""
    member = first_membership(user)
    if member is not None:
        with acting_for(member.tenant):
            notify([user], "user.password_renewed")
