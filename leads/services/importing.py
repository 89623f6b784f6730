"""Rows of a file become leads, or complete the leads that are there; and back again."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from core import custom
from core.errors import Refused
from core.imports import Fate, Policy, Row
from core.models import Event
from core.money import Money
from leads.models import Lead
from leads.permissions import may_assign, may_edit
from leads.services.capture import columns, update_lead
from leads.services.many import draft_lead, enter_leads, settle, take_out
from leads.states import Source
from leads.twins import Twins
from tenancy.sight import sees

MONEY = {"expected_amount": "currency", "budget": "budget_currency"}
# Columns that help to fill others, and those that a lead which is there already keeps.
HELPERS = (
    "number", "unified_code", "first_name", "last_name", "other_phone", "job_title", "job_department", "subject",
    "note", "owner",
)  # fmt: skip
KEPT = ("company_name", "customer", "source", "title")


def write(rows: list[Row], policy: str, by, dry: bool) -> None:
    """Judge the rows one by one and, unless dry, write them: new leads in bulk, changes each by its service."""
    Batch(rows, policy, by, dry).run()


class Batch:
    """Some rows of one import with what they have to be compared with."""

    def __init__(self, rows, policy, by, dry):
        self.rows, self.policy, self.by, self.dry = rows, policy, by, dry
        self.twins = Twins([row.values for row in rows], by)
        self.drafts: dict = {}
        self.owners: dict = {}

    def run(self) -> None:
        """Judge and write all rows."""
        for row in self.rows:
            try:
                self._judge(row)
            except ValidationError as error:
                row.fail(*_first_of(error))
            except Refused as error:
                row.fail(error.detail or "; ".join(str(blocker.detail) for blocker in error.blockers))
        if self.drafts and not self.dry:
            enter_leads(list(self.drafts.values()), self.owners, by=self.by)

    def _judge(self, row: Row) -> None:
        customer = self.twins.customer_of(row.values)
        if customer is not None and customer.blacklisted:
            row.fail(_("The customer is on the blacklist: no leads of theirs."), "company_name")
            return
        twin = self.twins.of(row.values)
        if twin is not None:
            self._meet(row, twin)
        elif row.values.get("number"):
            row.fail(_("There is no open lead with this number."), "number")
        elif row.repeats and self.dry:
            row.became(_fate_of(self.policy))
        else:
            self._enter(row, customer)

    def _enter(self, row: Row, customer) -> None:
        lead = draft_lead(
            by=self.by, **lead_values(row.values, customer, customer and customer.pk in self.twins.seen)
        )
        owner = row.values.get("owner")
        if owner is not None and not may_assign(lead, self.by):
            row.fail(may_assign.sentence, "owner")
            return
        if owner is not None:
            self.owners[lead.pk] = owner
        self.drafts[lead.pk] = lead
        self.twins.add(lead)
        row.became(Fate.CREATED, lead.pk)

    def _meet(self, row: Row, lead: Lead) -> None:
        """The row's lead is there already: complete it, change it or leave it, as the person chose."""
        # Who gives a lead's number wants that very lead changed.
        policy = Policy.UPDATE if row.values.get("number") else self.policy
        if policy == Policy.SKIP:
            row.skip(_("The lead is there already: {number}").format(number=lead.number or lead.title))
            row.record_id = lead.pk
            return
        if lead.pk not in self.drafts and not (may_edit(lead, self.by) and sees(lead, self.by)):
            row.skip(_("A colleague works on this lead already: {number}").format(number=lead.number))
            return
        changes = changes_to(lead, lead_values(row.values, None, False), overwrite=policy == Policy.UPDATE)
        row.became(_fate_of(policy), lead.pk, before_of(lead, changes))
        if lead.pk in self.drafts:
            row.before = None
            own = custom.patched(lead.custom, changes.pop(custom.ENTRY, {}))
            for name, value in (columns(changes) | {custom.ENTRY: own}).items():
                setattr(lead, name, value)
            settle(lead)
        elif changes and not self.dry:
            with transaction.atomic():
                update_lead(lead, by=self.by, **changes)


def _fate_of(policy: str) -> str:
    return {Policy.UPDATE: Fate.UPDATED, Policy.SKIP: Fate.SKIPPED}.get(Policy(policy), Fate.MERGED)


def _first_of(error: ValidationError) -> tuple[str, str]:
    """(reason, field) of the first error."""
    if not hasattr(error, "error_dict"):
        return error.messages[0], ""
    name, errors = next(iter(error.message_dict.items()))
    return errors[0], {"customer": "company_name"}.get(name, name)


def lead_values(values: dict, customer, linked: bool) -> dict:
    """A row's values as those of a lead. linked: the lead names the customer on file, else the company as told."""
    found = {name: value for name, value in values.items() if name not in HELPERS}
    found["contact_name"] = (found.get("contact_name") or _whole_name(values))[:80]
    found["phone"] = found.get("phone") or values.get("other_phone", "")
    found["need"] = "\n".join(filter(None, (found.get("need"), _place_of(values), values.get("note"))))[:4000]
    if linked:
        found["customer"] = customer
    elif customer is not None and not found.get("company_name"):
        # Found by its code alone, by somebody who does not see it: the name is not told.
        found["company_name"] = values["unified_code"]
    found["title"] = (found.get("title") or found["need"].split("\n")[0] or found.get("company_name", ""))[
        :200
    ]
    found.setdefault("source", Source.IMPORT)
    return {name: value for name, value in found.items() if value not in ("", None)}


def _whole_name(values: dict) -> str:
    """Family name first where names are written without spaces."""
    first, last = values.get("first_name", ""), values.get("last_name", "")
    return (
        f"{last}{first}"
        if any("\u4e00" <= c <= "\u9fff" for c in last + first)
        else f"{first} {last}".strip()
    )


def _place_of(values: dict) -> str:
    """The contact's office, which a lead has no field of its own for."""
    return " · ".join(filter(None, (values.get("job_department"), values.get("job_title"))))


def changes_to(lead: Lead, values: dict, *, overwrite: bool) -> dict:
    """What the row tells that the lead does not know yet; overwrite: or knows otherwise."""
    found = {
        name: value
        for name, value in values.items()
        if name not in (*KEPT, custom.ENTRY)
        and _now(lead, name) != value
        and (overwrite or _now(lead, name) in ("", None, False))
    }
    own = custom.news(lead.custom, values.get(custom.ENTRY, {}), overwrite=overwrite)
    return found | ({custom.ENTRY: own} if own else {})


def _now(lead, name):
    value = getattr(lead, name)
    return Money(value, getattr(lead, MONEY[name])) if name in MONEY and value is not None else value


def before_of(lead, changes) -> dict:
    """What the changes overwrite, as JSON keeps it."""
    before = {name: _kept(_now(lead, name)) for name in changes}
    if custom.ENTRY in changes:
        before[custom.ENTRY] = {code: lead.custom.get(code) for code in changes[custom.ENTRY]}
    return before


def _kept(value):
    return (
        value.as_json()
        if isinstance(value, Money)
        else value.isoformat()
        if isinstance(value, date)
        else value
    )


def _restored(name: str, value):
    if value is None or name not in (*MONEY, "expected_start_on"):
        return value
    return Money(Decimal(value["amount"]), value["currency"]) if name in MONEY else date.fromisoformat(value)


def take_back(rows: list, by) -> set:
    """Undo rows of an import, given the latest first; the positions of those whose lead has been worked on since.

    A lead is worked on when somebody did something after the import's last touch; what the system does by itself
    (clocks, the pool) does not count.
    """
    leads = {lead.pk: lead for lead in Lead.objects.filter(pk__in={row.record_id for row in rows})}
    busy = _worked_on_since(rows, leads)
    kept = {row.position for row in rows if row.record_id in busy}
    for row in rows:
        if row.position not in kept and row.before and row.record_id in leads:
            values = {name: _restored(name, value) for name, value in row.before.items()}
            update_lead(leads[row.record_id], by=by, **values)
    made = {
        row.record_id: row.position for row in rows if row.fate == Fate.CREATED and row.position not in kept
    }
    in_use = _taken_out([lead for pk, lead in leads.items() if pk in made], by)
    return kept | {made[lead.pk] for lead in in_use}


def _taken_out(leads, by) -> list[Lead]:
    """Take the leads out together, else one by one; those to which something refers stay, and are answered."""
    try:
        with transaction.atomic():
            take_out(leads, by=by)
            # References are checked at the end of the transaction otherwise: too late for one lead alone.
            connection.check_constraints()
        return []
    except (ProtectedError, IntegrityError):
        return leads if len(leads) == 1 else [left for lead in leads for left in _taken_out([lead], by)]


def _worked_on_since(rows, leads) -> set:
    """Ids of the leads with which a person has dealt after the import, and of those that others were merged into."""
    written = {row.record_id: row.last_written for row in rows if row.record_id in leads}
    events = Event.objects.filter(record_id__in=written, by__isnull=False).values_list("record_id", "at")
    busy = {pk for pk, at in events if at > written[pk]}
    return busy | set(Lead.objects.filter(merged_into__in=written).values_list("merged_into", flat=True))
