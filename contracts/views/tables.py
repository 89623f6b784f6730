"""New contracts, and the tables of lines and instalments."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views import View

from contracts import forms, services
from contracts.models import Contract
from contracts.parts import instalment_values, line_values
from contracts.terms import live_lines
from contracts.views.rows import row_errors, row_forms, sent_rows
from core.errors import Refused
from core.forms import MoveForm
from core.http import refuse, reply
from core.pages import submitted
from core.sight import visible
from core.tenancy import current_tenant
from deals.states import PaymentMode

LINE_COLUMNS = ("description", "product", "quantity", "unit_price", "unit_cost", "tax_rate")
PART_COLUMNS = ("name", "kind", "share", "amount", "trigger", "base", "days", "due_on", "method")
WARRANTY_MONTHS = 12


def seen(request, pk) -> Contract:
    """The contract, if the person sees it; else 404."""
    rows = Contract.objects.select_related("agreement", "deal", "customer")
    return get_object_or_404(visible(rows, request.actor), pk=pk)


def new(request):
    """A contract that enters the chain here."""
    form = forms.ContractForm(request.POST or None, by=request.actor, initial=_start())
    form.fields.pop("lines") if request.method != "POST" else None
    if request.method == "POST" and form.is_valid():
        try:
            return reply(request, _create(request, dict(form.cleaned_data)), _("Contract drafted"))
        except (ValidationError, Refused) as error:
            form.add_error(None, getattr(error, "messages", None) or str(error))
    form.fields.pop("lines", None)
    context = {"form": form, "title": _("New contract")}
    if request.method == "POST":
        return refuse(request, "contracts/contract_form.html", context, 422)
    return render(request, "contracts/contract_form.html", context)


def _start() -> dict:
    return {
        "currency": current_tenant().currency,
        "payment_mode": PaymentMode.CREDIT,
        "warranty_months": WARRANTY_MONTHS,
    }


def _create(request, values) -> Contract:
    values.pop("lines", None)
    start = _start()
    chosen = {name: values.pop(name) if values.get(name) not in (None, "") else start[name] for name in start}
    values = {name: value for name, value in values.items() if name not in start}
    return services.draft_contract(by=request.actor, lines=[], **values, **chosen)


class TablePage(View):
    """A part of a contract that is edited as a table and saved as a whole."""

    name = ""
    anchor = ""
    title: object = ""
    form_class: type[MoveForm]
    item: type[MoveForm]
    columns: tuple[str, ...] = ()

    def get(self, request, pk):
        contract = seen(request, pk)
        return render(request, "contracts/table_form.html", self.context(contract, self.rows(contract)))

    def post(self, request, pk):
        contract = seen(request, pk)
        form = self.form_class(submitted(request), by=request.actor, record=contract)
        problems, status = self.saved(contract, form)
        if not problems:
            return reply(request, f"{contract.get_absolute_url()}#{self.anchor}", _("Saved"))
        context = self.context(contract, sent_rows(form, self.name), problems)
        return refuse(request, "contracts/table_form.html", context, status)

    def rows(self, contract) -> list[dict]:
        """The rows as they stand."""
        raise NotImplementedError

    def save(self, contract, rows) -> None:
        """Call the one service."""
        raise NotImplementedError

    def saved(self, contract, form) -> tuple[list, int]:
        """([(row, problem)], status): nothing where it was saved."""
        if not form.is_valid():
            return row_errors(form), 422
        try:
            self.save(contract, form.cleaned_data[self.name])
        except ValidationError as error:
            return [("", message) for message in error.messages], 422
        except Refused as error:
            return [("", error.detail)], error.status
        return [], 200

    def context(self, contract, rows, problems=()) -> dict:
        """What the template draws."""
        more = {"by": self.request.actor, "record": contract, "columns": self.columns}
        made = row_forms(self.item, self.name, rows, **more)
        return {"contract": contract, "rows": made, "problems": problems, "title": self.title}


class LinesPage(TablePage):
    """The contract's lines."""

    name, anchor, title = "lines", "lines", _l("Lines")
    form_class, item, columns = forms.LinesForm, forms.LineForm, LINE_COLUMNS

    def rows(self, contract):
        return [line_row(line) for line in live_lines(contract.agreement)]

    def save(self, contract, rows):
        services.set_lines(contract, line_values(rows, contract.currency), by=self.request.actor)


class SchedulePage(TablePage):
    """The payment schedule."""

    name, anchor, title = "parts", "payment-schedule", _l("Payment schedule")
    form_class, item, columns = forms.ScheduleForm, forms.InstalmentForm, PART_COLUMNS

    def rows(self, contract):
        return [part_row(part) for part in contract.agreement.instalments.all()]

    def save(self, contract, rows):
        services.set_schedule(contract, instalment_values(rows, contract.currency), by=self.request.actor)


def line_row(line) -> dict:
    """A line as the table's inputs show it."""
    return {
        "description": line.description,
        "product": line.product_id,
        "quantity": short(line.quantity),
        "unit_price": short(line.unit_price),
        "unit_cost": short(line.unit_cost) if line.unit_cost else "",
        "tax_rate": short(line.tax_rate),
    }


def part_row(part) -> dict:
    """An instalment as the table's inputs show it."""
    fixed = part.kind == "amount"
    return {
        "name": part.name,
        "kind": part.kind,
        "share": "" if part.share is None else short(part.share),
        "amount": short(part.amount) if fixed else "",
        "trigger": part.trigger,
        "base": part.base,
        "days": part.days,
        "due_on": part.due_on,
        "method": part.method,
    }


def short(value) -> str:
    """A number as people type it: 2.5000 → 2.5."""
    return f"{value.normalize():f}"
