"""Questions about a provision run before it is approved, posted or reversed."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.dates import moment
from core.guards import facts, guard
from receivables.provision_states import ProvisionState
from tenancy.roles import Right, asks


@asks(_("Only somebody with the right “Run provisions” who did not prepare this run may do this."))
def is_not_the_preparer(run, by) -> bool:
    """Four eyes: who calculated the run does not approve it."""
    return by.can(Right.PROVISION) and by.user_id not in (run.prepared_by_id, None)


@guard(_("The run is still being calculated."), fix=_("Wait until it is done."), code="calculated")
def is_calculated(run):
    """A decision needs the whole run."""
    return run.calculated_at is not None


def last_posted_before(run):
    """The posted run of the latest month before this one, or None."""
    return _posted(run).filter(closes_on__lt=run.closes_on).order_by("-closes_on").first()


@guard(
    _("Another month was posted or reversed since this run was calculated."),
    fix=_("Calculate it again, in the order of the months."),
    code="follows_last_posted",
)
def follows_last_posted(run):
    """The movement begins where the last posted run ended, and no later month is on the books."""
    before = last_posted_before(run)
    later = _posted(run).filter(closes_on__gt=run.closes_on).exists()
    return not later and run.previous_id == (before.pk if before else None)


@guard(
    _("{count} entries dated up to the end of the month were written after this run was calculated."),
    fix=_("Calculate it again."),
    code="nothing_written_since",
)
def nothing_written_since(run):
    """What is approved is what the ledger says now."""
    from receivables.models import LedgerEntry

    since = Q(position__gt=run.known_position) | Q(written_at__gt=run.known_at)
    late = LedgerEntry.objects.filter(
        since, receivable__isnull=False, counts_on__lte=run.closes_on, written_at__lte=moment()
    )
    count = late.count()
    return facts(not count, count=count)


@guard(
    _("The ledger of that moment gives {count} other lines than the run has."),
    fix=_("Send the run back and calculate it again."),
    code="reproduces",
)
def reproduces(run):
    """A run goes on the books only where the ledger as it was known gives the same again."""
    from receivables.services.provision_lines import differences

    found = differences(run)
    return facts(not found, count=len(found))


@guard(
    _("A later month is posted."),
    fix=_("Reverse the later months first."),
    code="last_posted",
)
def is_last_posted(run):
    """Months are taken back in reverse order."""
    return not _posted(run).filter(closes_on__gt=run.closes_on).exists()


def _posted(run):
    return type(run).objects.filter(state=ProvisionState.POSTED).exclude(pk=run.pk)
