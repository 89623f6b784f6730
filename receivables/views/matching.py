"""Bank statements: import, the lines that are left, suggestions, allocation, parking and undo (design 06)."""

from decimal import Decimal
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from core.display import full_amount
from core.errors import Refused
from core.form_fields import parse_decimal
from core.forms import cleaned
from core.http import Undo, reply, toast
from core.money import Money
from core.pages import RecordPage
from core.sight import visible
from desk.papers import papers_of
from receivables.forms import ParkForm
from receivables.models import Allocation, BankLine, BankStatement, MatchRun, Receivable
from receivables.rules.statements.reading import NAMES
from receivables.rules.statements.text import ENCODINGS
from receivables.services import allocation as allocating
from receivables.services.ordering import in_order
from receivables.services.shares import use
from receivables.services.statements import IMPORTING
from receivables.views.bench import LATELY_DAYS, balances, filters, incoming, lately, progress
from receivables.views.bench_parts import bench_page, bench_part
from receivables.views.records import problem_text
from tenancy.roles import Right


class StatementPage(RecordPage):
    """One statement file on the bench: its lines on the left, the current line with its suggestions on the right."""

    model, template_name, move_url = (
        BankStatement,
        "receivables/bench.html",
        "receivables:statement-move",
    )
    select_related = ["owner"]

    def get(self, request, pk, **kwargs):
        """The page, or the part of it that htmx asks for."""
        part = bench_part(request, _lines_of(request, pk), bench="") if request.htmx else None
        return part or super().get(request, pk, **kwargs)

    def more(self, record):
        rows = incoming(record)
        return bench_page(self.request, rows, bench="") | {
            "progress": progress(rows),
            "parts": record.parts.select_related("account"),
            "file": papers_of(record).first(),
            "told": told_of(record),
        }


def told_of(statement) -> list[str]:
    """How a file was read and who brought it: format, encoding, bank, person; what isn't known is left out."""
    told = [
        NAMES.get(statement.format, statement.format.upper()), ENCODINGS.get(statement.encoding, statement.encoding),
        statement.bank, statement.owner.name if statement.owner else "",
    ]  # fmt: skip
    return [one for one in told if one]


def _lines_of(request, pk):
    return incoming(get_object_or_404(visible(BankStatement.objects.all(), request.actor), pk=pk))


def all_lines(request):
    """The bench over every statement: what came in and waits to be matched (design 06)."""
    rows = visible(incoming(), request.actor)
    part = bench_part(request, rows, bench="all") if request.htmx else None
    if part is not None:
        return part
    context = bench_page(request, rows, bench="all")
    asked, done = context["asked"], progress(lately(rows, context["asked"]))
    context |= filters(asked, request.actor) | {
        "progress": done,
        "days": LATELY_DAYS,
        "balances": balances(asked, done["left"], request.actor),
        "may_import": IMPORTING(None, request.actor),
        # Before the first statement nothing is done: it has not begun.
        "not_begun": not (context["lines"] or asked.kept or rows.exists()),
        "run": visible(MatchRun.objects.filter(finished_at=None, cancelled_at=None), request.actor).first(),
    }
    return render(request, "receivables/bench.html", context)


def _handles_money(by) -> bool:
    return by.can(Right.ALLOCATE) or by.can(Right.STATEMENT_IMPORT)


# --- what people do with a line -----------------------------------------------------------------------------------


def _line(request, pk) -> BankLine:
    rows = BankLine.objects.select_related("statement")
    return get_object_or_404(visible(rows, request.actor), pk=pk)


def back(request, line, *, to_next=True, **params) -> str:
    """The bench the person works on, at the next line to match or at this one."""
    asked = request.POST
    query = {name: asked[name] for name in ("tab", "account", "from", "to") if asked.get(name)}
    if not to_next:
        query["line"] = line.pk
    elif asked.get("next"):
        query["line"] = asked["next"]
    if request.htmx:
        query |= {"part": "work", "done": line.pk}
    query |= params
    if asked.get("bench") == "all":
        address = reverse("receivables:bench")
    else:
        address = reverse("receivables:statement-page", args=[line.statement_id])
    return f"{address}?{urlencode(query)}" if query else address


@require_POST
def allocate_line(request, pk):
    """Post the amounts entered beside the open items: fields amount-<receivable id>; a tick takes what fits."""
    line = _line(request, pk)
    try:
        with transaction.atomic():
            parts = _parts(line, request.POST)
            made = allocating.post(parts, by=request.actor)
            if request.POST.get("share"):
                use(request.POST["share"], line, sum((part.amount for part in parts), Decimal(0)))
    except (ValidationError, Refused) as error:
        toast(request, overtaken(line, request.POST) or problem_text(error), bad=True)
        return reply(request, back(request, line, to_next=False, **_entered(request.POST)))
    spent = Money(sum((one.amount for one in made), Decimal(0)), line.currency)
    said = ngettext(
        "Allocated {amount} to {count} receivable", "Allocated {amount} to {count} receivables", len(made)
    ).format(amount=in_words(spent), count=len(made))
    line.refresh_from_db()
    undo = Undo(
        reverse("receivables:take-back", args=[line.pk]),
        {"made": ",".join(str(one.pk) for one in made), **kept(request.POST)},
    )
    return reply(request, back(request, line, to_next=line.unallocated <= 0), said, undo=undo)


def kept(posted) -> dict:
    """What leads back to the same list."""
    return {name: posted[name] for name in ("bench", "tab", "account", "from", "to") if posted.get(name)}


def _entered(posted) -> dict:
    """The typed amounts, so that a refused entry is not typed twice."""
    return {name: posted[name] for name in posted if name.startswith("amount-") and posted[name].strip()}


def overtaken(line, posted) -> str:
    """What a colleague did meanwhile, where that is why it no longer goes; empty else."""
    try:
        return _changed_meanwhile(line, posted)
    except ValidationError:
        return ""  # what the page had kept was tampered with: the service's own refusal says enough


def _changed_meanwhile(line, posted) -> str:
    line.refresh_from_db()
    if _differs(posted.get("rest"), line.unallocated):
        return _("A colleague has used part of this money meanwhile: {left} is left. Look again.").format(
            left=in_words(line.rest)
        )
    ids = [
        name[5:]
        for name in posted
        if name.startswith("open-") and posted.get(f"amount-{name[5:]}", "").strip()
    ]
    for row in Receivable.objects.filter(pk__in=ids):
        if _differs(posted.get(f"open-{row.pk}"), row.balance):
            text = _("{number} was paid or changed by a colleague meanwhile: {left} is open. Look again.")
            return text.format(number=row.number, left=in_words(row.open_money))
    return ""


def in_words(money) -> str:
    """An amount with its currency, as ledger screens write it."""
    return f"{money.currency} {full_amount(money.amount)}"


def _differs(seen, now) -> bool:
    return bool(seen) and parse_decimal(seen, 5) != now


def _parts(line, posted) -> list:
    """What was entered; a ticked item without an amount takes what is open, as far as the money goes."""
    amounts = {name[7:]: parse_decimal(raw, 5) for name, raw in posted.items()
               if name.startswith("amount-") and raw.strip()}  # fmt: skip
    ticked = [pk for pk in posted.getlist("tick") if pk not in amounts]
    left = line.unallocated - sum(amounts.values(), Decimal(0))
    for row in in_order(Receivable.objects.filter(pk__in=ticked)):
        amounts[str(row.pk)] = min(row.balance, max(left, Decimal(0)))
        left -= amounts[str(row.pk)]
    parts = [
        allocating.Part(line.pk, _id(pk), amount, *_difference(posted, pk))
        for pk, amount in amounts.items()
        if amount
    ]
    if not parts:
        raise ValidationError(_("Enter an amount for at least one receivable."))
    return parts


def _difference(posted, pk) -> tuple:
    """(difference, kind, reason) that was chosen for an item; none where its amount says otherwise by now."""
    raw = posted.get(f"difference-{pk}", "").strip()
    amount = parse_decimal(raw, 5) if raw else None
    if not amount:
        return ()
    return amount, posted.get(f"kind-{pk}", ""), posted.get("reason", "").strip()[:200]


def _id(text):
    return Receivable._meta.pk.to_python(text)


@require_POST
def park_line(request, pk):
    """Leave the rest of a line for later."""
    by = request.actor

    def work(line):
        allocating.park(line, by=by, **cleaned(ParkForm, {"note": request.POST.get("note", "")}, by=by))

    fields = kept(request.POST)
    return _do(request, pk, work, _("Parked"), Undo(reverse("receivables:unpark", args=[pk]), fields))


@require_POST
def unpark_line(request, pk):
    """Put a parked line back: from the list of the parked ones the next is shown, else the line itself again."""
    is_listed = request.POST.get("tab") == "parked"
    return _do(
        request,
        pk,
        lambda line: allocating.unpark(line, by=request.actor),
        _("Back among the lines to match"),
        to_next=is_listed,
    )


def _do(request, pk, work, said, undo=None, *, to_next=True):
    line = _line(request, pk)
    try:
        work(line)
    except (ValidationError, Refused) as error:
        toast(request, problem_text(error), bad=True)
        return reply(request, back(request, line, to_next=False))
    return reply(request, back(request, line, to_next=to_next), said, undo=undo)


@require_POST
def take_back(request, pk):
    """Undo the allocations that were made of a line in one step, each by counter entries."""
    line = _line(request, pk)
    ids = [one for one in request.POST.get("made", "").split(",") if one]
    rows = line.allocations.filter(pk__in=ids, reversed_at=None).select_related("receivable", "bank_line")
    try:
        with transaction.atomic():
            for row in rows.order_by("pk"):
                allocating.reverse(row, by=request.actor, reason=_("Undone on the matching page"))
    except (ValidationError, Refused) as error:
        toast(request, problem_text(error), bad=True)
        return reply(request, back(request, line, to_next=False))
    return reply(request, back(request, line, to_next=False), _("Taken back; the line can be matched again"))


@require_POST
def reverse_allocation(request, pk):
    """Undo one allocation by counter entries."""
    row = get_object_or_404(visible(Allocation.objects.select_related("bank_line"), request.actor), pk=pk)
    reason = (request.POST.get("reason") or "").strip() or _("Undone on the matching page")
    to = (
        back(request, row.bank_line, to_next=False)
        if _handles_money(request.actor)
        else row.receivable.get_absolute_url()
    )
    try:
        allocating.reverse(row, by=request.actor, reason=reason)
    except Refused as error:
        toast(request, error.detail, bad=True)
        return reply(request, to)
    return reply(request, to, _("Reversed {amount}").format(amount=in_words(row.money)))
