"""The provision matrix as rows with dates (handbook §8); the newest row of a bucket holds."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Denied
from core.events import happened
from receivables.models import ProvisionRate
from receivables.rules.ageing import CODES
from receivables.rules.provisioning import DEFAULT_RATES
from tenancy.roles import Right, may

SETTING = may(Right.SETTINGS)
ALWAYS = date(1970, 1, 1)


def install_rates() -> None:
    """Copy the handbook's matrix into the tenant in force; rates that are there stay."""
    rows = [ProvisionRate(bucket=code, rate=rate, valid_from=ALWAYS) for code, rate in DEFAULT_RATES.items()]
    ProvisionRate.objects.bulk_create(rows, ignore_conflicts=True)


def rates_on(day: date) -> dict[str, Decimal]:
    """{bucket: share} in force on a day, every bucket present."""
    rows = ProvisionRate.objects.filter(valid_from__lte=day).order_by("valid_from")
    return DEFAULT_RATES | dict(rows.values_list("bucket", "rate"))


@transaction.atomic
def set_rates(rates: dict[str, Decimal], *, valid_from: date, by) -> int:
    """Have these shares hold from a day on; returns how many differ from what held. Posted runs keep theirs.

    Raises Denied, and ValidationError where a later bucket would have a lower rate.
    """
    if not SETTING(None, by):
        raise Denied(SETTING.sentence)
    before = rates_on(valid_from)
    wanted = before | rates
    rising = [wanted[code] for code in CODES]
    if rising != sorted(rising):
        raise ValidationError(_("A longer delay can't have a lower rate than a shorter one."))
    changed = {code: rate for code, rate in wanted.items() if rate != before[code]}
    for code, rate in changed.items():
        row, _made = ProvisionRate.objects.update_or_create(
            bucket=code, valid_from=valid_from, defaults={"rate": rate, "created_by_id": by.user_id}
        )
        happened(
            row, "provision_rate.updated", by=by, bucket=code, rate=f"{rate * 100:.2f}%", day=str(valid_from)
        )
    return len(changed)


@transaction.atomic
def set_rate(bucket: str, rate: Decimal, *, valid_from: date, by) -> ProvisionRate:
    """One bucket's share from a day on; its row. Raises as set_rates does."""
    set_rates({bucket: rate}, valid_from=valid_from, by=by)
    rows = ProvisionRate.objects.filter(bucket=bucket, valid_from__lte=valid_from)
    return rows.order_by("-valid_from")[0]
