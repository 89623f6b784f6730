"""What a customer's page shows of its late money: how it is dunned, its word, disputes, cases and papers."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Max, Min, Q, Sum
from django.utils.translation import gettext_lazy as _

from core.dates import local_day
from core.money import Money, from_minor
from core.record_parts import page_parts
from core.sight import visible
from core.tenancy import current_tenant
from customers.models import CreditHold, Restriction
from customers.panels import register_tab
from receivables.chasing_forms import ChoiceForm, StopForm
from receivables.claim_states import DISPUTED, JUDGED, UNDER_WAY, PromiseState, RequestState
from receivables.models import (
    AccountStatement,
    ConfirmationLetter,
    Dispute,
    DunningBlock,
    DunningChoice,
    DunningProcedure,
    DunningStep,
    LegalCase,
    LegalRequest,
    Promise,
    Receivable,
)
from receivables.services.procedures import CHOOSING, Procedures, ratings
from receivables.who import stopping

SHOWN = 6
YEAR = timedelta(days=365)


@dataclass
class Word:
    """How the customer keeps its promises: those of the last year by how they ended, and those that still run."""

    kept: int = 0
    partly: int = 0
    broken: int = 0
    open: int = 0

    @property
    def judged(self) -> int:
        return self.kept + self.partly + self.broken

    @property
    def kept_percent(self) -> int | None:
        """Promises kept in full, of those whose day is over."""
        return round(100 * self.kept / self.judged) if self.judged else None


@dataclass
class Late:
    """What is overdue: how many items, how much in the tenant's currency, since when, the highest level reached."""

    items: int
    money: Money
    days: int | None
    level: int | None


@dataclass
class Standing:
    """How a customer is dunned on a day, and what holds that back; as far as the person sees it."""

    procedure: DunningProcedure
    choice: DunningChoice | None
    rating: str
    late: Late
    word: Word
    blocks: list[DunningBlock]
    disputes: int
    disputed: Money
    cases: list[LegalCase]
    requests: list[LegalRequest]


def standing_of(customer, by, day: date | None = None) -> Standing:
    """Asked by the page and by the API; the number of queries does not grow with what is owed."""
    day = day or local_day()
    items = visible(Receivable.objects.filter(customer=customer), by)
    choice = (
        DunningChoice.objects.filter(customer=customer, procedure__is_active=True)
        .select_related("procedure", "created_by")
        .first()
    )
    disputes = visible(_of(Dispute, customer).filter(state__in=DISPUTED), by)
    open_ = disputes.aggregate(n=Count("pk"), sum=Sum("amount_minor"))
    cases = LegalCase.objects.filter(customer=customer, state__in=UNDER_WAY)
    requests = LegalRequest.objects.filter(customer=customer, state=RequestState.PROPOSED)
    return Standing(
        procedure=choice.procedure if choice else _fitting(customer, day),
        choice=choice,
        rating=ratings(day, customer_id=customer.pk).get(customer.pk, ""),
        late=_late(items, day),
        word=_word(customer, by, day),
        blocks=list(_blocks(customer, by, day)),
        disputes=open_["n"],
        disputed=_base(open_["sum"]),
        cases=list(visible(cases, by).select_related("owner").order_by("-opened_on", "-pk")[:SHOWN]),
        requests=list(
            visible(requests, by).select_related("receivable").order_by("-asked_on", "-pk")[:SHOWN]
        ),
    )


def _of(model, customer):
    return model.objects.filter(receivable__customer=customer)


def _base(minor: int | None) -> Money:
    currency = current_tenant().currency
    return Money(from_minor(minor or 0, currency), currency)


def _fitting(customer, day) -> DunningProcedure:
    ladder = Procedures(day, customer.pk).fitting(customer.pk)
    return DunningProcedure.objects.get(pk=ladder.procedure_id)


def _late(items, day) -> Late:
    late = items.filter(state="open", due_on__lt=day, balance__gt=0)
    sums = late.aggregate(n=Count("pk"), sum=Sum("balance_minor"), since=Min("due_on"))
    steps = DunningStep.objects.filter(receivable__in=late, cycle=F("receivable__cycle"))
    days = (day - sums["since"]).days if sums["since"] else None
    return Late(sums["n"], _base(sums["sum"]), days, steps.aggregate(top=Max("level"))["top"])


def _word(customer, by, day) -> Word:
    """Promises that run, and those of the last year whose day is over; a withdrawn one was never tried."""
    lately = Q(state__in=JUDGED, promised_on__gt=day - YEAR) | Q(state=PromiseState.OPEN)
    rows = visible(_of(Promise, customer).filter(lately), by).order_by()
    return Word(**dict(rows.values_list("state").annotate(n=Count("pk"))))


def _blocks(customer, by, day):
    """Blocks that hold now, of the customer and of its items."""
    about = Q(customer=customer) | Q(receivable__customer=customer)
    rows = DunningBlock.objects.filter(about, lifted_on=None, until__gte=day)
    return visible(rows, by).select_related("receivable", "created_by").order_by("until", "pk")


def dunning_of(customer, by) -> dict:
    """Context of receivables/_customer_dunning.html."""
    restricted = Restriction.objects.filter(customer=customer, state__in=("proposed", "in_force"))
    promises = visible(_of(Promise, customer), by).select_related("receivable")
    disputes = visible(_of(Dispute, customer).filter(state__in=DISPUTED), by).select_related("receivable")
    forms: dict[str, type] = {"procedure": ChoiceForm} if CHOOSING(customer, by) else {}
    forms |= {"stop": StopForm} if stopping(customer, by) else {}
    return {
        "standing": standing_of(customer, by),
        "promises": list(promises.order_by("-promised_on", "-pk")[:SHOWN]),
        "disputes": list(disputes.order_by("due_on", "pk")[:SHOWN]),
        "restrictions": list(visible(restricted, by).order_by("-created_at", "-pk")[:SHOWN]),
        "holds": list(CreditHold.objects.filter(customer=customer, released_at=None).order_by("created_at")),
        "statements": _papers(AccountStatement, customer, by),
        "letters": _papers(ConfirmationLetter, customer, by),
        "may_lift": stopping(customer, by),
        "parts": page_parts(by, customer, **forms),
    }


def _papers(model, customer, by) -> list:
    rows = visible(model.objects.filter(customer=customer), by)
    return list(rows.order_by("-created_at", "-pk")[:SHOWN])


def late_items(customer, by) -> int:
    """How many items are overdue: what stands on the tab."""
    rows = Receivable.objects.overdue(local_day()).filter(customer=customer, balance__gt=0)
    return visible(rows, by).count()


def install() -> None:
    """Called when the app is ready."""
    register_tab(
        "dunning", 40, _("Dunning"), "receivables/_customer_dunning.html", dunning_of, count=late_items
    )
