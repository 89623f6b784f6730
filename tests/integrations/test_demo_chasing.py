from datetime import timedelta
from decimal import Decimal

from core.dates import acting_at, local_day, start_of_day
from core.money import Money
from integrations.demo.chasing import chase
from receivables.models import (
    CorrectiveAction,
    Dispute,
    DunningBlock,
    LateCause,
    LegalCase,
    Promise,
    Receivable,
)
from receivables.services.allocation import allocate
from tenancy.actor import system
from tests.factories.receivables import make_line, make_open


def test_the_demo_shows_each_kind_of_what_stands_behind_late_money(world):
    with world.acting():
        today = local_day()
        for days in range(12, 96, 10):
            with acting_at(start_of_day(today - timedelta(days=days))):
                make_open("1000", due_on=today - timedelta(days=days), ar=world.ar)
        paid = Receivable.objects.order_by("due_on").first()
        allocate(
            make_line("400", day=f"{today - timedelta(days=9):%y%m%d}"),
            paid,
            Money(Decimal(400), "CNY"),
            by=system(),
        )

        assert chase(world) == 9

        assert LateCause.objects.filter(state="confirmed").exists() and CorrectiveAction.objects.exists()
        assert {"kept", "broken", "open"} <= set(Promise.objects.values_list("state", flat=True))
        assert Dispute.objects.filter(state="open").count() == LegalCase.objects.count() == 1
        assert DunningBlock.objects.count() == 1
