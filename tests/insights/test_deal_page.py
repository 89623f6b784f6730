"""The stepper of the deal page."""

from datetime import timedelta

import pytest

from core.dates import moment
from deals.models import Deal, DealStay
from deals.services import open_deal
from insights.deal_page.chain import chain_of
from insights.selectors.river import ENOUGH, usual_days
from tests.factories.callers import browser
from tests.factories.customers import make_customer


@pytest.mark.parametrize(("mine", "slow"), [(9, False), (10, False), (11, True)])
def test_days_stand_beside_the_stages_median(world, mine, slow):
    customer = make_customer(owner=world.ar)
    deals = [
        open_deal(customer=customer, title="x", amount=1, currency="CNY", by=world.by("ar"), ar=world.ar)
        for _n in range(ENOUGH + 1)
    ]
    for number, deal in enumerate(deals[:-1]):
        stays = DealStay.objects.filter(deal=deal)
        stays.update(
            skipped=False,
            entered_at=moment() - timedelta(days=30),
            left_at=moment() - timedelta(days=21 - number),
        )
    now = deals[-1]
    DealStay.objects.filter(deal=now).update(skipped=False, entered_at=moment() - timedelta(days=mine))

    usual = usual_days(Deal.objects.all())
    lead, opportunity, *_rest = chain_of(now, {}, usual)

    assert (lead.days, lead.usual, lead.is_slow) == (mine, 10, slow)
    assert (opportunity.days, opportunity.usual, opportunity.is_slow) == (None, None, False)
    assert f"{mine} d · med. 10" in browser(world, "ar").get(f"/deals/{now.pk}/").content.decode()


def test_too_few_stays_make_no_median(world):
    open_deal(customer=make_customer(), title="x", amount=1, currency="CNY", by=world.by("ar"), ar=world.ar)
    DealStay.objects.update(skipped=False, left_at=moment())

    assert usual_days(Deal.objects.all()) == {}
