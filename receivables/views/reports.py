"""The ageing page 应收账龄 (design 07) with its proof line, its figures and forecast, and the rows behind each."""

from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import F, Max
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.dates import local_day
from core.display import short_amount
from core.money import Money, from_minor, minor_units
from core.refusals import BadParameter
from core.sight import visible
from core.tenancy import current_tenant
from receivables.ageing import AR, CUSTOMER, GROUPS, KNOWN, PRODUCT, AgeingRow, ageing, sees_all
from receivables.ageing_file import ageing_file
from receivables.ageing_rows import buckets_of, entries_of, open_rows
from receivables.api import params
from receivables.board import causes_panel, dunning_board
from receivables.key_figures import key_figures
from receivables.models import DunningStep, Receivable
from receivables.provision_reads import on_the_books
from receivables.rules.ageing import BUCKETS
from receivables.rules.provisioning import part_of
from receivables.services.forecasts import past_forecasts, shown_forecast
from receivables.services.provision_rates import rates_on
from tenancy.roles import Right

# Rows on the page; the others are summed up in one, and are in the file.
SHOWN = 12
BOARDS = ("overdue", "broken")
NEXT_WEEKS = 4
HEAT = (0, 2, 3, 4, 5, 5, 5)
OVER_90 = buckets_of("over90")


def ageing_page(request):
    """Open receivables by customer, AR or product line and days overdue on a day; the totals equal the ledger."""
    asked, by = request.GET, request.actor
    day, group = params.as_of(asked), params.one_of(asked, "by", GROUPS)
    basis, currency = params.one_of(asked, "basis", params.BASES), params.currency(asked)
    found = ageing(by, as_of=day, currency=currency, basis=basis, group=group)
    if kind := asked.get("export"):
        return ageing_file(found, kind, by)
    own = found.currency == current_tenant().currency
    forecast, newest = shown_forecast(by, as_of=day, whole=sees_all(by))
    rows = sorted(found.rows, key=lambda row: row.total, reverse=True)
    link = _Links(day, basis, currency, group)
    context = {
        "found": found, "buckets": BUCKETS, "link": link, "group": group, "basis": basis, "known": KNOWN,
        "rows": [_cells(row, found, link) for row in rows[:SHOWN]],
        "rest": _rest(rows[SHOWN:], found, link), "hidden": max(len(rows) - SHOWN, 0),
        "totals": [{"money": found.money(found.amounts[bucket.code]), "url": link.rows(bucket=bucket.code)}
                   for bucket in BUCKETS],
        "total": found.money(found.total), "ledger": found.money(found.ledger),
        "overdue": found.money(found.overdue), "share": found.overdue / found.total if found.total else None,
        "late": found.money(sum(found.amounts[code] for code in OVER_90)),
        "late_customers": sum(1 for row in found.rows if any(row.amounts[code] for code in OVER_90)),
        "provision": _provision(found, day) if own else None,
        "figures": key_figures(by, as_of=day, now=found if group == CUSTOMER and own and basis != KNOWN else None),
        "forecast": _forecast(forecast), "accuracy": newest.accuracy if newest else None, "newest": newest,
        "past": _past(day) if sees_all(by) else [],
        "board": dunning_board(by, day, params.one_of(asked, "board", BOARDS)), "causes": causes_panel(by, day),
        "levels": _levels([row.id for row in rows[:SHOWN]], by, day, group),
        "segments": [(CUSTOMER, _("Customer")), (AR, _("AR")), (PRODUCT, _("Product"))],
        "currencies": _currencies(by), "may_provide": by.can(Right.PROVISION), "day": day,
    }  # fmt: skip
    return render(request, "receivables/ageing.html", context)


class _Links:
    """The addresses of this page with one thing changed, and of the rows behind its cells."""

    def __init__(self, day, basis, currency, group):
        self.asked = {"as_of": day, "basis": basis, "currency": currency, "by": group}

    def page(self, **changes) -> str:
        values = {name: value for name, value in (self.asked | changes).items() if value}
        return f"{reverse('receivables:ageing')}?{urlencode(values)}"

    def rows(self, **changes) -> str:
        values = {name: value for name, value in (self.asked | changes).items() if value}
        return f"{reverse('receivables:ageing-rows')}?{urlencode(values)}"

    @property
    def by_customer(self) -> str:
        return self.page(by=CUSTOMER)

    @property
    def by_ar(self) -> str:
        return self.page(by=AR)

    @property
    def by_product(self) -> str:
        return self.page(by=PRODUCT)

    @property
    def as_it_was(self) -> str:
        return self.page(basis="")

    @property
    def as_known(self) -> str:
        return self.page(basis=KNOWN)

    @property
    def xlsx(self) -> str:
        return self.page(export="xlsx")

    @property
    def csv(self) -> str:
        return self.page(export="csv")

    @property
    def overdue(self) -> str:
        return self.rows(bucket="overdue")

    @property
    def over90(self) -> str:
        return self.rows(bucket="over90")

    @property
    def all_rows(self) -> str:
        return self.rows()


def _cells(row: AgeingRow, found, link) -> dict:
    who = row.id or "none"
    cells = [
        {
            "money": found.money(row.amounts[bucket.code]),
            "heat": heat,
            "url": link.rows(who=who, bucket=bucket.code),
        }
        for bucket, heat in zip(BUCKETS, HEAT, strict=True)
    ]
    return {
        "id": row.id,
        "name": row.name,
        "cells": cells,
        "total": found.money(row.total),
        "url": link.rows(who=who),
    }


def _rest(rows, found, link) -> dict | None:
    """The rows that are not shown, summed up in one, so that the columns add up before one's eyes."""
    if not rows:
        return None
    amounts = {bucket.code: sum((row.amounts[bucket.code] for row in rows), Decimal(0)) for bucket in BUCKETS}
    return _cells(AgeingRow(None, "", "", amounts), found, link)


def _provision(found, day: date) -> dict:
    """The matrix applied to what is shown, and how that differs from the run on the books."""
    rates, own = rates_on(day), found.currency
    cells, total = [], 0
    for bucket in BUCKETS:
        units = minor_units(found.amounts[bucket.code], own)
        amount = part_of(units, rates[bucket.code])
        total += amount
        cells.append({"rate": rates[bucket.code], "money": found.money(from_minor(amount, own))})
    run = on_the_books(day)
    booked = run.total if run else None
    return {
        "cells": cells, "total": found.money(from_minor(total, own)), "run": run, "booked": booked,
        "rate": from_minor(total, own) / found.total if found.total else None,
        "change": found.money(from_minor(total, own)) - booked if booked else None,
        "covers": booked.amount / found.overdue if booked and found.overdue else None,
    }  # fmt: skip


def _forecast(found: dict) -> dict:
    """The chart's data (in the tenant's currency), its table, and the sums of the next weeks."""
    own, weeks = found["currency"], found["weeks"]

    def money(units) -> Money:
        return Money(from_minor(units, own), own)

    soon = weeks[:NEXT_WEEKS]
    rows = [
        {
            "label": _week_label(week),
            "from": date.fromisoformat(week["from"]),
            "to": date.fromisoformat(week["to"]),
        }
        | {
            name: money(week[name])
            for name in ("promised", "modelled", "at_risk", "expected", "low", "high", "due")
        }
        for week in weeks
    ]
    names = ("promised", "modelled", "at_risk", "due", "low", "high", "expected")
    return {
        "rows": rows, "later": money(found["later"]), "at_risk": money(found["at_risk"]),
        "soon": money(sum(week["expected"] for week in soon)), "due": money(sum(week["due"] for week in soon)),
        "low": money(sum(week["low"] for week in soon)), "high": money(sum(week["high"] for week in soon)),
        "basis": found["basis"],
        "chart": {
            "weeks": [_week_label(week) for week in weeks], "unit": _unit(own) or f"{own} M",
            **{name: [_in_unit(week[name], own) for week in weeks] for name in names},
            "words": {
                "promised": _("Promised by customers"), "modelled": _("Forecast by record"), "at_risk": _("At risk"),
                "expected": _("Expected, in all"), "due": _("Due by terms, in all"), "weekly": _("a week"),
                "whole": _("in all"), "band": _("80% band"),
            },
        },
    }  # fmt: skip


def _past(day: date) -> list[dict]:
    """Earlier forecasts beside what came, as money."""
    own = current_tenant().currency
    return [
        one | {f"{name}_money": Money(from_minor(one[name], own), own) for name in ("expected", "came")}
        for one in past_forecasts(day)
    ]


def _week_label(week) -> str:
    return f"W{date.fromisoformat(week['to']).isocalendar().week:02d}"


def _unit(currency: str) -> str:
    return short_amount(Decimal(10_000_000), currency, currency).unit


def _in_unit(units: int, currency: str) -> float:
    """In the unit that amounts are written in: ten thousands in Chinese, thousands or millions else."""
    whole = from_minor(units, currency)
    return round(float(whole) / (10_000 if _unit(currency) == "万" else 1_000_000), 3)


def _currencies(by) -> list[str]:
    seen = visible(Receivable.objects.open(), by).order_by().values_list("currency", flat=True).distinct()
    return sorted({current_tenant().currency, *seen})


def _levels(ids, by, day: date, group: str) -> dict:
    """{customer: the highest level that one of its overdue receivables stands on}."""
    if group != CUSTOMER:
        return {}
    overdue = visible(
        Receivable.objects.overdue(day).filter(customer__in=[pk for pk in ids if pk]), by
    ).values("pk")
    steps = DunningStep.objects.filter(receivable__in=overdue, cycle=F("receivable__cycle"))
    return dict(steps.order_by().values_list("customer_id").annotate(highest=Max("level")))


def ageing_rows(request):
    """The receivables behind a cell or a figure, with what was open on them that day; they add up to it."""
    asked = params.open_items(request.GET)
    found = open_rows(request.actor, **asked)
    return render(
        request, "receivables/ageing_rows.html", {"found": found, "asked": asked, **_turning(request, found)}
    )


def sales_entries(request):
    """The entries behind the sales of a period; they add up to it."""
    first, last = _day(request.GET, "first"), _day(request.GET, "last")
    page = params.page(request.GET)
    found = entries_of(request.actor, first=first, last=last, page=page)
    context = {"found": found, "first": first, "last": last, **_turning(request, found)}
    return render(request, "receivables/sales_entries.html", context)


def _day(asked, name: str) -> date:
    try:
        return date.fromisoformat(asked.get(name, "") or local_day().isoformat())
    except ValueError:
        raise BadParameter(name, _("{name} takes a date such as 2026-11-23.").format(name=name)) from None


def _turning(request, found) -> dict:
    """The addresses of the pages before and after."""

    def turned(page: int) -> str:
        query = request.GET.copy()
        query["page"] = str(page)
        return f"{request.path}?{query.urlencode()}"

    return {
        "before": turned(found.page - 1) if found.page > 1 else "",
        "after": turned(found.page + 1) if found.page < found.pages else "",
    }
