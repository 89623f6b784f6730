"""Pages of quotes: the list, one version, and the editor of its lines."""

import re
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_POST

from approvals.selectors import was_asked
from core.api.fields import plain_decimal
from core.dates import local_day
from core.errors import Denied, Refused
from core.http import refuse, reply, toast
from core.inplace import FieldPage, InPlace
from core.pages import ListView, RecordPage
from core.sight import visible
from core.tenancy import current_tenant
from opportunities.forms import QuoteEditForm
from opportunities.listing import quotes_listing
from opportunities.models import Opportunity, Quote
from opportunities.permissions import may_quote, may_see_cost
from opportunities.quote_guards import quote_beyond_right
from opportunities.services.quoting import create_quote, delete_quote, update_quote
from opportunities.states import QuoteState

PRICES = ("unit_price", "list_price", "unit_cost")
CELLS = ("description", "quantity", *PRICES, "tax_rate")
EMPTY_ROWS = 2
USUAL_DAYS = 60
ROW = re.compile(r"lines-(\d+)-(\w+)")


class QuoteList(ListView):
    """Quotes of all opportunities one sees."""

    listing = quotes_listing
    template_name = "opportunities/quote_list.html"


class QuotePage(RecordPage):
    """One version of a quote."""

    model, template_name, move_url = Quote, "opportunities/quote_page.html", "opportunities:quote-move"
    select_related = ["owner", "customer", "opportunity", "deal"]

    in_place = InPlace(
        QuoteEditForm,
        "opportunities:quote-field",
        may=lambda quote, by: quote.state == QuoteState.DRAFT and may_quote(quote, by),
        entered=lambda quote: {"valid_until": quote.valid_until, "note": quote.note},
        save=update_quote,
    )

    def more(self, record):
        by = self.request.actor
        return {
            "lines": record.lines.select_related("product"),
            "versions": Quote.objects.filter(opportunity_id=record.opportunity_id).order_by("-revision"),
            "see_cost": may_see_cost(record, by),
            "may_edit": record.state == QuoteState.DRAFT and may_quote(record, by),
            "may_delete": record.state == QuoteState.DRAFT
            and may_quote(record, by)
            and not was_asked(record),
            "beyond": [] if record.discount_approved else quote_beyond_right(record),
        }

    def after(self, outcome):
        made = outcome.extra.get("quote")
        return reverse("opportunities:quote-page", args=[made["id"]]) if made else super().after(outcome)


class QuoteField(FieldPage, QuotePage):
    """One field of a draft, changed where it stands."""


@require_POST
def delete(request, pk):
    """Delete the draft; the page of its opportunity follows."""
    quote = get_object_or_404(visible(Quote.objects.select_related("opportunity"), request.actor), pk=pk)
    try:
        delete_quote(quote, by=request.actor)
    except Refused as error:
        toast(request, error.detail, bad=True)
        return reply(request, quote.get_absolute_url())
    return reply(request, quote.opportunity, _("Draft deleted"))


class Editor(View):
    """What the two editors share: the form over the rows of the page."""

    template_name = "opportunities/quote_form.html"

    def answer(self, opportunity, quote, *, form=None, sent=None, status=200):
        """The editor with its rows; refused input is shown as it was sent, with its errors."""
        context = {
            "opportunity": opportunity,
            "record": quote,
            "form": form,
            "rows": _rows(quote, sent, form),
            "currency": (sent or {}).get("currency")
            or (quote.currency if quote else current_tenant().currency),
            "valid_until": _day(quote, sent),
            "note": (sent or {}).get("note", quote.note if quote else ""),
        }
        if status == 200:
            return render(self.request, self.template_name, context)
        return refuse(self.request, self.template_name, context, status)

    def saved(self, opportunity, quote, save):
        """Read the form, call the service, come back with the quote or with what is wrong."""
        sent = as_sent(self.request.POST)
        fields = {name: value for name, value in sent.items() if name not in ("currency", "version")}
        form, status = QuoteEditForm(fields, by=self.request.actor), 422
        if form.is_valid():
            try:
                return reply(self.request, save(**form.cleaned_data), _("Quote saved"))
            except ValidationError as error:
                form.add_error(None, error.messages)
            except Refused as error:
                status = error.status
                form.add_error(None, error.detail)
        return self.answer(opportunity, quote, form=form, sent=sent, status=status)


class NewQuote(Editor):
    """The next version of an opportunity's quote, beginning with the lines of the one before."""

    def get(self, request, pk):
        opportunity = _opportunity(request, pk)
        return self.answer(opportunity, opportunity.current_quote)

    def post(self, request, pk):
        opportunity = _opportunity(request, pk)
        return self.saved(
            opportunity, None, lambda **values: create_quote(opportunity, by=request.actor, **values)
        )


class EditQuote(Editor):
    """Change a draft."""

    def get(self, request, pk):
        quote = _quote(request, pk)
        return self.answer(quote.opportunity, quote)

    def post(self, request, pk):
        quote = _quote(request, pk)
        raw = request.POST.get("version", "")
        version = int(raw) if raw.isdigit() else None
        return self.saved(
            quote.opportunity,
            quote,
            lambda **values: update_quote(quote, by=request.actor, expected_version=version, **values),
        )


def _opportunity(request, pk) -> Opportunity:
    opportunity = get_object_or_404(visible(Opportunity.objects.all(), request.actor), pk=pk)
    if not may_quote(opportunity, request.actor):
        raise Denied(may_quote.sentence)
    return opportunity


def _quote(request, pk) -> Quote:
    quote = get_object_or_404(visible(Quote.objects.select_related("opportunity"), request.actor), pk=pk)
    if not may_quote(quote, request.actor):
        raise Denied(may_quote.sentence)
    return quote


def as_sent(post) -> dict:
    """The page's fields in the shape of the API's: rows as lines, prices with the quote's currency, tax in percent."""
    rows: dict[int, dict] = {}
    for key in post:
        if found := ROW.fullmatch(key):
            rows.setdefault(int(found[1]), {})[found[2]] = post.get(key).strip()
    currency = post.get("currency", "")
    lines = [_line(row, currency) for _position, row in sorted(rows.items()) if _filled(row)]
    return {
        "valid_until": post.get("valid_until", ""),
        "note": post.get("note", ""),
        "currency": currency,
        "lines": lines,
    }


def _filled(row) -> bool:
    return any(row.get(name) for name in ("description", "unit_price", "quantity"))


def _line(row: dict, currency: str) -> dict:
    line = {name: row[name] for name in ("description", "quantity") if row.get(name)}
    line |= {name: {"amount": row[name], "currency": currency} for name in PRICES if row.get(name)}
    if row.get("tax_rate"):
        line["tax_rate"] = _share(row["tax_rate"])
    return line


def _share(percent: str) -> str:
    """13 → 0.13; what is no number stays, so that the form can say so."""
    text = percent.strip().removesuffix("%")
    whole, point, rest = text.partition(".")
    if not whole.isdigit() or (point and not rest.isdigit()):
        return percent
    return f"0.{whole.zfill(2)}{rest}" if len(whole) < 3 else percent


def _rows(quote, sent, form) -> list[dict]:
    """The rows of the editor, with some empty ones below."""
    if sent is not None:
        rows = [_shown(line) for line in sent["lines"]]
    else:
        rows = [_of(line) for line in quote.lines.all()] if quote else []
    rows += [{"tax_rate": "13"} for _n in range(EMPTY_ROWS if rows else 1)]
    return [row | {"position": position} for position, row in enumerate(rows)]


def _shown(line: dict) -> dict:
    shown = {name: value["amount"] if isinstance(value, dict) else value for name, value in line.items()}
    shown["tax_rate"] = _percent(line.get("tax_rate", ""))
    return shown


def _percent(share: str) -> str:
    if not share.startswith("0."):
        return share
    digits = share[2:].ljust(2, "0")
    rest = digits[2:].rstrip("0")
    return digits[:2].lstrip("0").rjust(1, "0") + (f".{rest}" if rest else "")


def _of(line) -> dict:
    values = {name: getattr(line, name) for name in CELLS}
    shown = {
        name: value if isinstance(value, str) else plain_decimal(value)
        for name, value in values.items()
        if value is not None
    }
    return shown | {"tax_rate": _percent(f"{line.tax_rate:f}")}


def _day(quote, sent):
    if sent is not None:
        return sent["valid_until"]
    usual = local_day() + timedelta(days=USUAL_DAYS)
    return (max(quote.valid_until, local_day()) if quote else usual).isoformat()
