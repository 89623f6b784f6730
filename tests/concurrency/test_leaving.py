"""Twenty hand-overs begun at once: of one person there is one, whoever asks for it."""

from core.errors import Blocked
from tenancy.handing_over import start
from tenancy.models import Handover
from tests.concurrency.conftest import THREADS, together
from tests.factories.leads import make_lead


def test_of_hand_overs_begun_at_once_one_goes_on(company):
    with company.acting():
        make_lead(company, at="verifying")

    def begin():
        with company.acting():
            try:
                return start(company.ar, by=company.by("admin"), chosen={"": str(company.sr.pk)})
            except Blocked:
                return None

    begun = [made for made in together([begin] * THREADS) if made is not None]

    with company.acting():
        assert [made.pk for made in begun] == list(Handover.objects.values_list("pk", flat=True))
    assert len(begun) == 1
