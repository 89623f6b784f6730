"""Exchange rates and the company's own working days, as the settings change them."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Denied
from core.events import happened
from core.models import CalendarDay, Rate
from core.tenancy import current_tenant
from tenancy.roles import Right, may

SETTING = may(Right.SETTINGS)
# A closure is entered as a stretch of days; a longer one is a slip of the year.
LONGEST_STRETCH_DAYS = 62


@transaction.atomic
def set_rate(*, by, currency, day, rate) -> Rate:
    """What one unit is worth from a day on; a rate of the same day is replaced. Booked amounts keep theirs.

    Raises Denied, ValidationError for the tenant's own currency.
    """
    _may_set(by)
    if currency == current_tenant().currency:
        raise ValidationError({"currency": _("This is your company's own currency: its rate is 1.")})
    row, _made = Rate.objects.update_or_create(
        currency=currency, day=day, defaults={"rate": rate, "created_by_id": by.user_id}
    )
    happened(row, "rate.set", by=by, currency=currency, day=str(day), rate=str(rate))
    return row


@transaction.atomic
def set_days(*, by, first, last, is_worked, name="") -> int:
    """Mark days as worked or free, whatever the country's calendar says; how many. Raises Denied, ValidationError."""
    _may_set(by)
    length = (last - first).days + 1
    if length < 1:
        raise ValidationError({"last": _("The last day must not come before the first.")})
    if length > LONGEST_STRETCH_DAYS:
        raise ValidationError({"last": _("At most {days} days at once.").format(days=LONGEST_STRETCH_DAYS)})
    for number in range(length):
        day = first.fromordinal(first.toordinal() + number)
        row, _made = CalendarDay.objects.update_or_create(
            day=day, defaults={"is_worked": is_worked, "name": name, "created_by_id": by.user_id}
        )
        happened(row, "calendar_day.set", by=by, day=str(day), is_worked=is_worked)
    return length


@transaction.atomic
def forget_day(row: CalendarDay, *, by) -> None:
    """Let the country's calendar hold for the day again. Raises Denied."""
    _may_set(by)
    happened(row, "calendar_day.forgotten", by=by, day=str(row.day))
    row.delete()


def _may_set(by) -> None:
    if not SETTING(None, by):
        raise Denied(SETTING.sentence)
