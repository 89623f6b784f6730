"""Private links: one person of a customer reads one paper and answers it, without an account (decision 33).

Looking never acts, since mail scanners open links; an answer is a POST with the person's name and, where the link
asks for it, a code sent to the recipient's address. Only digests of token and code are kept.
"""

import hashlib
import hmac
import secrets
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.dates import local_day, moment
from core.mail import post_mail
from core.models.links import PrivateLink
from core.rows import insert_many
from core.tenancy import acting_for, current_tenant, current_tenant_id

OPEN_FOR = timedelta(days=45)
CODE_OPEN_FOR = timedelta(minutes=15)
CODE_TRIES = 5
# Between two codes of one link, so that a mailbox can't be flooded through it.
CODE_PAUSE = timedelta(minutes=1)


class LinkGone(LookupError):
    """No such link, or it has ended; which of them is nobody's business who has no link."""


@dataclass(frozen=True)
class Wanted:
    """A link to be made: which record, for whom."""

    record: Any
    name: str
    email: str
    contact_id: Any = None
    language: str = "zh-hans"


def issue_link(
    record, purpose: str, *, by, name: str, email: str, contact_id=None, asks_code=False, language="zh-hans",
    open_for=OPEN_FOR,
) -> tuple[PrivateLink, str]:  # fmt: skip
    """Make a link for one recipient; returns it with its token, which is known this once and not kept."""
    wanted = Wanted(record, name, email, contact_id, language)
    return issue_links([wanted], purpose, by=by, asks_code=asks_code, open_for=open_for)[0]


def issue_links(
    wanted: list[Wanted], purpose: str, *, by, asks_code=False, open_for=OPEN_FOR
) -> list[tuple[PrivateLink, str]]:
    """Make a link for each, in order, with two statements for all."""
    tokens = [secrets.token_urlsafe(32) for _one in wanted]
    links = [
        PrivateLink(
            digest=digest_of(token),
            purpose=purpose,
            record_type=one.record._meta.label_lower,
            record_id=one.record.pk,
            contact_id=one.contact_id,
            recipient_name=one.name,
            recipient_email=one.email,
            language=one.language,
            asks_code=asks_code,
            expires_at=moment() + open_for,
            created_by_id=by.user_id,
        )
        for one, token in zip(wanted, tokens, strict=True)
    ]
    insert_many(links)
    door = apps.get_model("tenancy", "Door")
    tenant_id = current_tenant_id()
    door.objects.bulk_create(
        [
            door(digest=link.digest, kind="link", tenant_id=tenant_id, expires_at=link.expires_at)
            for link in links
        ]
    )
    return list(zip(links, tokens, strict=True))


@contextmanager
def through(token: str, purpose: str, *, lock: bool = False):
    """Act for the tenant that the token belongs to and yield its link. Raises LinkGone.

    `lock` holds the link for an answer: two clicks make one.
    """
    digest = digest_of(token)
    door = apps.get_model("tenancy", "Door").objects.filter(digest=digest, kind="link").first()
    if door is None or not door.expires_at or door.expires_at <= moment():
        raise LinkGone()
    with acting_for(door.tenant_id):
        rows = PrivateLink.objects.select_for_update() if lock else PrivateLink.objects
        link = rows.filter(digest=digest, purpose=purpose, revoked_at=None, expires_at__gt=moment()).first()
        if link is None:
            raise LinkGone()
        yield link


def record_of(link: PrivateLink):
    """The record that the link shows."""
    return apps.get_model(link.record_type).objects.get(pk=link.record_id)


def send_code(link: PrivateLink) -> None:
    """Mail the recipient a code of six digits, good for a quarter of an hour. Raises ValidationError: too soon."""
    made_at = link.code_expires_at and link.code_expires_at - CODE_OPEN_FOR
    if made_at and moment() - made_at < CODE_PAUSE:
        raise ValidationError(_("A code was sent a moment ago. Look into your mailbox, also among the spam."))
    code = f"{secrets.randbelow(1_000_000):06d}"
    link.code_digest, link.code_failures = _code_digest(link, code), 0
    link.code_expires_at = moment() + CODE_OPEN_FOR
    link.save()
    with override(link.language):
        subject = _("Your code for {company}").format(company=current_tenant().name)
        lines = [_("Your code is {code}. It is good for 15 minutes.").format(code=code)]
    post_mail([link.recipient_email], subject, "message", {"lines": lines}, link.language)


@contextmanager
def answering(token: str, purpose: str, what: str, *, name: str, code: str = ""):
    """Note the answer `what` and yield the link: the move that the answer means belongs in the with-block.

    Raises LinkGone, or ValidationError by field: no name, wrong code, answered already. Afterwards the link only
    reads. Call it outside a transaction: a wrong code is counted even though the answer is refused.
    """
    if not name.strip():
        raise ValidationError({"name": _("Enter your name.")})
    _spend_a_try(token, purpose, code)
    with through(token, purpose, lock=True) as link:
        _check_open(link)
        link.answered_at, link.answer, link.answered_by = moment(), what, name.strip()[:120]
        link.code_digest = ""
        link.save()
        yield link


def revoke(links: QuerySet, *, by) -> int:
    """End links, for instance all of a contact who left; returns how many were open."""
    digests = list(links.filter(revoked_at=None).values_list("digest", flat=True))
    apps.get_model("tenancy", "Door").objects.filter(digest__in=digests).delete()
    return links.filter(digest__in=digests).update(revoked_at=moment(), revoked_by_id=by.user_id)


def links_of(*, record=None, contact_id=None) -> QuerySet:
    """The links of a record or of a contact."""
    links = PrivateLink.objects.all()
    links = links.filter(record_id=record.pk) if record is not None else links
    return links.filter(contact_id=contact_id) if contact_id is not None else links


def digest_of(token: str) -> str:
    """What is kept of a token: it has 256 random bits, so a plain hash can't be turned back."""
    return hashlib.sha256(token.encode()).hexdigest()


def _check_open(link: PrivateLink) -> None:
    if link.answered_at is not None:
        raise ValidationError(
            _("This was answered already on {day}.").format(day=local_day(link.answered_at))
        )


def _spend_a_try(token: str, purpose: str, code: str) -> None:
    """Ask the code in a transaction of its own, so that the count of wrong ones stays. Raises ValidationError."""
    with through(token, purpose, lock=True) as link:
        _check_open(link)
        problem = _wrong_code(link, code.strip()) if link.asks_code else ""
    if problem:
        raise ValidationError({"code": problem})


def _wrong_code(link: PrivateLink, code: str) -> str:
    usable = link.code_digest and link.code_expires_at and link.code_expires_at > moment()
    if not usable or link.code_failures >= CODE_TRIES:
        return _("This code has ended. Have a new one sent.")
    if hmac.compare_digest(link.code_digest, _code_digest(link, code)):
        return ""
    link.code_failures += 1
    link.save()
    return _("This is not the code that was sent.")


def _code_digest(link: PrivateLink, code: str) -> str:
    # Six digits are quickly tried out: the link's digest salts them, the count of tries and the time guard them.
    return hashlib.sha256(f"{link.digest}:{code}".encode()).hexdigest()
