"""Where people are signed in: seen by themselves, ended by themselves or by who manages users.

A device is a session of Django's with what people know it by again. Ending it deletes the session, so that its next
click asks for the password; both are joined by the digest of the session's key.
"""

from collections import OrderedDict
from datetime import datetime, timedelta

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, Func, OuterRef
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _

from core.attention import notify
from core.errors import Denied
from tenancy.keys import digest_of
from tenancy.models import Device, Membership
from tenancy.people import works_elsewhere
from tenancy.roles import Right, may
from tenancy.signin import address_of

# "Last seen" is a hint for people: a row written by every click would cost more than the hint is worth.
SEEN_STEP = timedelta(minutes=5)
MOST_REMEMBERED = 10_000
MANAGING = may(Right.USERS_MANAGE)
# {digest: when this process last wrote it}, the longest untouched first.
_written: OrderedDict[str, datetime] = OrderedDict()


class KeyDigest(Func):
    """The digest of a session's key, as the index of the sessions' table has it."""

    template = "encode(sha256((%(expressions)s)::bytea), 'hex')"


def devices_of(user):
    """The person's devices whose session is still open, the one seen last first."""
    open_sessions = _sessions().filter(digest=OuterRef("digest"), expire_date__gt=timezone.now())
    return Device.objects.filter(Exists(open_sessions), user=user).order_by("-seen_at", "digest")


def current_digest(request) -> str:
    """What the device asking now is known by; "" for a request without a session."""
    key = request.session.session_key
    return digest_of(key) if key else ""


def end(devices) -> int:
    """Sign these devices out; how many they were."""
    digests = list(devices.values_list("digest", flat=True))
    _sessions().filter(digest__in=digests).delete()
    Device.objects.filter(digest__in=digests).delete()
    return len(digests)


@transaction.atomic
def sign_out_everywhere(member: Membership, *, by) -> int:
    """End every session of a member; how many they were. Raises Denied, also where another company has a say."""
    if not MANAGING(member, by):
        raise Denied(MANAGING.sentence)
    if works_elsewhere(member.user):
        raise Denied(_("This person also works for another company and ends the own sessions alone."))
    count = end(devices_of(member.user))
    if count:
        notify([member.user], "user.signed_out", actor=by.name, count=count)
    return count


def note_seen(request) -> None:
    """Remember that the device was used; after the request, at most once in some minutes."""
    digest, now = current_digest(request), timezone.now()
    if not digest or now - _written.get(digest, datetime.min.replace(tzinfo=now.tzinfo)) < SEEN_STEP:
        return
    _remember(digest, now)
    known = Device.objects.filter(digest=digest)
    if not known.filter(seen_at__gt=now - SEEN_STEP).exists():
        known.update(seen_at=now, address=address_of(request))


def forget_ended() -> int:
    """Delete sessions whose time is over and devices without a session; how many devices they were."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    living = _sessions().filter(digest=OuterRef("digest"))
    return Device.objects.filter(~Exists(living)).delete()[0]


@receiver(user_logged_in)
def signed_in(sender, request, user, **kwargs) -> None:
    """A session began, or went on under a new key."""
    digest = current_digest(request)
    _remember(digest, timezone.now())
    agent = request.META.get("HTTP_USER_AGENT", "").replace("\0", "")[: _agent_length()]
    Device.objects.update_or_create(
        digest=digest, defaults={"user": user, "agent": agent, "address": address_of(request)[:45]}
    )


@receiver(user_logged_out)
def signed_out(sender, request, user, **kwargs) -> None:
    """The person ended the session here."""
    Device.objects.filter(digest=current_digest(request)).delete()


def keep_known(request, before: str) -> None:
    """The session goes on under a new key, with what was known by the old one (a password was changed)."""
    device = Device.objects.filter(digest=before).first()
    if device is None:
        return
    Device.objects.filter(digest=before).delete()
    device.digest = current_digest(request)
    device.save(force_insert=True)


def _sessions():
    return Session.objects.annotate(digest=KeyDigest("session_key"))


def _agent_length() -> int:
    return Device._meta.get_field("agent").max_length or 0


def _remember(digest: str, now: datetime) -> None:
    _written[digest] = now
    _written.move_to_end(digest)
    while len(_written) > MOST_REMEMBERED:
        _written.popitem(last=False)
