"""The pool's limits on claiming: so many a day for each person, and not the lead one has just lost."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from core.dates import local_day, moment
from core.errors import Blocked
from core.guards import Blocker
from core.moves import limits
from leads.models import Lead, Receiver
from leads.rules import CLAIMS_A_DAY, LAST_OWNER_DAYS
from tenancy.rules import rule


def claims_left(by) -> int:
    """How many leads the person may still claim today."""
    return max(rule(CLAIMS_A_DAY.key) - _claimed_today(_place_of(by)), 0)


def lost_after() -> datetime:
    """Whose lead went to the pool after this moment may not claim it back yet."""
    return moment() - timedelta(days=rule(LAST_OWNER_DAYS.key))


@limits(Lead, "claim")
def claim_limits(lead: Lead, by) -> list[Blocker]:
    """What keeps the person from claiming this lead now."""
    return [*_just_lost(lead, by), *_too_many(_claimed_today(_place_of(by)))]


def count_claim(lead: Lead, by) -> None:
    """Note that the person claims this lead, under a lock on the person's count. Raises Blocked."""
    Receiver.objects.get_or_create(user_id=by.user_id)
    mine = Receiver.objects.select_for_update().get(user_id=by.user_id)
    claimed = _claimed_today(mine)
    blockers = [*_just_lost(lead, by), *_too_many(claimed)]
    if blockers:
        raise Blocked(blockers)
    mine.claimed_on, mine.claimed = local_day(), claimed + 1
    mine.save()


def _place_of(by) -> Receiver | None:
    return Receiver.objects.filter(user_id=by.user_id).first()


def _claimed_today(mine: Receiver | None) -> int:
    return mine.claimed if mine is not None and mine.claimed_on == local_day() else 0


def _too_many(claimed: int) -> list[Blocker]:
    most = rule(CLAIMS_A_DAY.key)
    if claimed < most:
        return []
    detail = _("You have claimed {claimed} leads today; {most} are allowed.").format(
        claimed=claimed, most=most
    )
    return [
        Blocker("claims_used_up", detail, _("Come back tomorrow, or ask the sales manager to assign it."))
    ]


def _just_lost(lead: Lead, by) -> list[Blocker]:
    if lead.last_owner_id != by.user_id or lead.pooled_at is None or lead.pooled_at <= lost_after():
        return []
    days = rule(LAST_OWNER_DAYS.key)
    detail = _("You were the last owner; for {days} days others may claim it.").format(days=days)
    return [Blocker("last_owner", detail, _("Ask the sales manager if it should come back to you."))]
