"""Between password and second step: whose password was right is noted in the session, which is nobody's yet."""

from datetime import timedelta

from django.utils.crypto import constant_time_compare

from core.dates import moment
from core.sealed import Unsealable, seal, unseal
from tenancy.models import User

OPEN_FOR = timedelta(minutes=10)
NOTE, SECRET = "halfway", "authenticator"


def begin(request, user, onward: str) -> None:
    """Note that this person's password was right; `onward` is where the sign-in leads."""
    # A new key and an empty session: one planted before the sign-in is worth nothing.
    request.session.flush()
    until = (moment() + OPEN_FOR).timestamp()
    request.session[NOTE] = {
        "user": str(user.pk), "mark": user.get_session_auth_hash(), "until": until, "onward": onward,
    }  # fmt: skip


def person_of(request) -> User | None:
    """Whose password was right a short while ago, unless it was changed or the person shut out since."""
    note = request.session.get(NOTE)
    if note is None or note["until"] < moment().timestamp():
        return None
    user = User.objects.filter(pk=note["user"], is_active=True).first()
    known = user is not None and constant_time_compare(note["mark"], user.get_session_auth_hash())
    return user if known else None


def end(request) -> str:
    """The person is in: forget the note; where to go on."""
    return request.session.pop(NOTE)["onward"]


def secret_of(request, make) -> str:
    """The secret that is being set up in this session, sealed there; `make` gives the first."""
    try:
        secret = unseal(request.session.get(SECRET, ""))
    except Unsealable:
        secret = ""
    if not secret:
        secret = make()
        request.session[SECRET] = seal(secret)
    return secret


def forget_secret(request) -> None:
    """The set-up is over."""
    request.session.pop(SECRET, None)
