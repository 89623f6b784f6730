"""New contracts, and the tables of lines and instalments."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from contracts import forms, services
from contracts.models import Contract
from contracts.parts import instalment_values, line_values
from contracts.terms import live_lines
from contracts.views.rows import row_errors, row_forms, sent_rows
from core.errors import Refused
from core.http import refuse, reply
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


def lines(request, pk):
    """The contract's lines as a table."""
    contract = seen(request, pk)
    form = forms.LinesForm(request.POST or None, by=request.actor, record=contract)
    save = lambda rows: services.set_lines(contract, line_values(rows, contract.currency), by=request.actor)  # noqa: E731
    rows = [line_row(line) for line in live_lines(contract.agreement)]
    return _table(request, contract, form, "lines", forms.LineForm, LINE_COLUMNS, rows, save, _("Lines"))


def payment_schedule(request, pk):
    """The payment schedule as a table."""
    contract = seen(request, pk)
    form = forms.ScheduleForm(request.POST or None, by=request.actor, record=contract)
    save = lambda rows: services.set_schedule(contract, instalment_values(rows, contract.currency), by=request.actor)  # noqa: E731
    rows = [part_row(part) for part in contract.agreement.instalments.all()]
    title = _("Payment schedule")
    return _table(request, contract, form, "parts", forms.InstalmentForm, PART_COLUMNS, rows, save, title)


def _table(request, contract, form, name, item, columns, rows, save, title):
    problems, status = [], 200
    if request.method == "POST":
        problems, status = _saved(form, name, save)
        if not problems:
            return redirect(f"{contract.get_absolute_url()}#{'lines' if name == 'lines' else 'payment-schedule'}")
        rows = sent_rows(form, name)
    made = row_forms(item, name, rows, by=request.actor, record=contract, columns=columns)
    context = {"contract": contract, "rows": made, "problems": problems, "title": title}
    if status != 200:
        return refuse(request, "contracts/table_form.html", context, status)
    return render(request, "contracts/table_form.html", context)


def _saved(form, name, save) -> tuple[list, int]:
    """([(row, problem)], status): nothing where it was saved."""
    if not form.is_valid():
        return row_errors(form), 422
    try:
        save(form.cleaned_data[name])
    except ValidationError as error:
        return [("", message) for message in error.messages], 422
    except Refused as error:
        return [("", error.detail)], error.status
    return [], 200


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
