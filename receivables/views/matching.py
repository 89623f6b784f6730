"""Bank statements: import, the lines that are left, suggestions, allocation, parking and undo (design 06)."""

from decimal import Decimal
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.errors import Refused
from core.form_fields import parse_decimal
from core.forms import cleaned
from core.http import refuse, reply, toast
from core.money import Money
from core.pages import ListView, RecordPage
from core.sight import visible
from desk.papers import papers_of
from receivables.api.views import take_in
from receivables.forms import ParkForm, UploadForm
from receivables.listing import statements_listing
from receivables.models import Allocation, BankLine, BankStatement, Receivable
from receivables.services import allocation as allocating
from receivables.services import matching
from receivables.services.statements import IMPORTING
from receivables.views.records import problem_text
from tenancy.roles import Right

SUGGESTED, ITEMS, LINES = 3, 60, 200
TABS = ("unmatched", "matched", "parked")


class StatementList(ListView):
    """Bank statements 银行流水."""

    listing = statements_listing
    template_name = "receivables/statement_list.html"

    def more(self):
        return {"may_import": IMPORTING(None, self.request.actor)}


def import_file(request):
    """Upload a statement file; what can't be read is said with its line."""
    form = UploadForm(request.POST or None, files=request.FILES or None, by=request.actor)
    if request.method != "POST":
        return render(request, "receivables/statement_import.html", {"form": form})
    if form.is_valid():
        try:
            imported = take_in(
                form.cleaned_data["file"], by=request.actor, account=form.cleaned_data["account"]
            )
            return reply(request, imported.statement, _said(imported))
        except ValidationError as error:
            form.add_error("file", error.error_dict["file"])
        except Refused as error:
            form.add_error(None, error.detail)
    return refuse(request, "receivables/statement_import.html", {"form": form}, 422)


def _said(imported) -> str:
    if imported.repeated:
        return _("This file was read before; nothing is new.")
    found = imported.statement
    return _("{new} new lines, {known} known").format(new=found.new_lines, known=found.known_lines)


class StatementPage(RecordPage):
    """One statement file: the lines on the left, the current line with its suggestions on the right."""

    model, template_name, move_url = (
        BankStatement,
        "receivables/statement_page.html",
        "receivables:statement-move",
    )

    def more(self, record):
        """Lines of the tab, the line at hand, its suggestions, and what it could pay."""
        tab = self.request.GET.get("tab") if self.request.GET.get("tab") in TABS else TABS[0]
        lines = [line for line in _incoming(record) if line.state == tab][:LINES]
        line = next(
            (one for one in lines if str(one.pk) == self.request.GET.get("line")), lines[0] if lines else None
        )
        counts = dict.fromkeys(TABS, 0)
        for one in _incoming(record):
            counts[one.state] += 1
        return {
            "tab": tab,
            "tabs": [{"name": name, "count": counts[name], "label": _tab_label(name)} for name in TABS],
            "lines": lines,
            "line": line,
            "next_line": _after(lines, line),
            "before_line": _after(lines[::-1], line),
            "done": counts["matched"],
            "all": sum(counts.values()),
            "parts": record.parts.select_related("account"),
            "file": papers_of(record).first(),
            "may_allocate": allocating.ALLOCATING(record, self.request.actor),
        } | (self.bench(line) if line is not None and line.unallocated > 0 else self.used(line))

    def bench(self, line) -> dict:
        """Suggestions and open items for a line with money left."""
        found = matching.suggest(line)[:SUGGESTED]
        chosen = _index(self.request.GET.get("s"), len(found))
        amounts = {item.id: amount for item, amount in found[chosen].allocations} if found else {}
        items = _items(line, found, amounts, self.request.GET.get("find", ""), self.request.actor)
        spent = sum(amounts.values(), Decimal(0))
        return {
            "suggestions": [
                {"found": one, "percent": int(one.confidence * 100), "index": index, "on": index == chosen,
                 "url": "?" + urlencode({"line": line.pk, "s": index})}
                for index, one in enumerate(found)
            ],
            "items": [_offered(row, amounts.get(row.pk)) for row in items],
            "spent": Money(spent, line.currency),
            "left": Money(line.unallocated - spent, line.currency),
        }  # fmt: skip

    def used(self, line) -> dict:
        """The allocations of a line that is used up, for undoing."""
        rows = (
            line.allocations.filter(reversed_at=None).select_related("receivable__customer") if line else []
        )
        return {"allocations": rows}


def _offered(row, amount) -> dict:
    """One open item with what the chosen suggestion puts on it, as text for its field."""
    text = Money(amount, row.currency).as_json()["amount"] if amount else ""
    return {"row": row, "amount": amount, "text": text, "after": row.balance - (amount or 0)}


def _incoming(record):
    rows = record.bank_lines.filter(amount__gt=0).select_related("customer", "statement")
    return list(rows.order_by("-amount", "pk"))


def _tab_label(name: str) -> str:
    return {"unmatched": _("To match"), "matched": _("Matched"), "parked": _("Parked")}[name]


def _after(lines, line):
    ids = [one.pk for one in lines]
    at = ids.index(line.pk) if line is not None else -1
    return lines[at + 1] if 0 <= at < len(lines) - 1 else None


def _index(raw, count: int) -> int:
    return int(raw) if raw and raw.isdigit() and int(raw) < count else 0


def _items(line, found, amounts, asked, by) -> list[Receivable]:
    """Open items of the customers in question and whatever a search across customers asks for."""
    customers = {one.customer_id for one in found} | ({line.customer_id} if line.customer_id else set())
    rows = visible(Receivable.objects.open().filter(currency=line.currency, balance__gt=0), by)
    rows = rows.select_related("customer", "agreement").with_flags()
    if asked:
        wanted = rows.filter(number__icontains=asked) | rows.filter(customer__name__icontains=asked)
    else:
        wanted = rows.filter(customer_id__in=customers)
    chosen = list(rows.filter(pk__in=amounts))
    others = wanted.exclude(pk__in=amounts).order_by("due_sort", "number")[: ITEMS - len(chosen)]
    return [*sorted(chosen, key=lambda row: (row.due_sort, row.number)), *others]


# --- what people do with a line -----------------------------------------------------------------------------------


def _line(request, pk) -> BankLine:
    rows = BankLine.objects.select_related("statement")
    return get_object_or_404(visible(rows, request.actor), pk=pk)


def _back(line, *, to_next=True, **params) -> str:
    """The statement's page at the next line to match, or at this one."""
    query = {} if to_next else {"line": line.pk}
    address = reverse("receivables:statement-page", args=[line.statement_id])
    query |= params
    return f"{address}?{urlencode(query)}" if query else address


@require_POST
def allocate_line(request, pk):
    """Post the amounts that were entered beside the open items: fields amount-<receivable id>."""
    line = _line(request, pk)
    try:
        parts = _parts(line, request.POST)
        with transaction.atomic():
            made = allocating.post(parts, by=request.actor)
    except (ValidationError, Refused) as error:
        toast(request, problem_text(error), bad=True)
        return reply(request, _back(line, to_next=False))
    spent = Money(sum((one.amount for one in made), Decimal(0)), line.currency)
    said = _("Allocated {amount} to {count} receivables").format(amount=spent, count=len(made))
    line.refresh_from_db()
    return reply(request, _back(line, to_next=line.unallocated <= 0), said)


def _parts(line, posted) -> list:
    parts = []
    for name, raw in posted.items():
        if name.startswith("amount-") and raw.strip():
            field = Receivable._meta.pk.to_python(name.removeprefix("amount-"))
            amount = parse_decimal(raw, 5)
            if amount:
                parts.append(allocating.Part(line.pk, field, amount))
    if not parts:
        raise ValidationError(_("Enter an amount for at least one receivable."))
    return parts


@require_POST
def park_line(request, pk):
    """Leave the rest of a line for later."""
    by = request.actor

    def work(line):
        allocating.park(line, by=by, **cleaned(ParkForm, request.POST, by=by))

    return _do(request, pk, work, _("Parked"))


@require_POST
def unpark_line(request, pk):
    """Put a parked line back."""
    return _do(
        request,
        pk,
        lambda line: allocating.unpark(line, by=request.actor),
        _("Back among the lines to match"),
    )


def _do(request, pk, work, said):
    line = _line(request, pk)
    try:
        work(line)
    except (ValidationError, Refused) as error:
        toast(request, problem_text(error), bad=True)
        return reply(request, _back(line, to_next=False))
    return reply(request, _back(line), said)


@require_POST
def reverse_allocation(request, pk):
    """Undo one allocation by counter entries."""
    row = get_object_or_404(visible(Allocation.objects.select_related("bank_line"), request.actor), pk=pk)
    reason = (request.POST.get("reason") or "").strip() or _("Undone on the matching page")
    sees_line = request.actor.can(Right.ALLOCATE) or request.actor.can(Right.STATEMENT_IMPORT)
    to = _back(row.bank_line, to_next=False) if sees_line else row.receivable.get_absolute_url()
    try:
        allocating.reverse(row, by=request.actor, reason=reason)
    except Refused as error:
        toast(request, error.detail, bad=True)
        return reply(request, to)
    return reply(request, to, _("Reversed {amount}").format(amount=row.money))
