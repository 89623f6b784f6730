"""The fields of contracts, their parts and their moves; pages and API read the same."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from contracts.states import ClauseCategory, ClauseOwner, PointKind, Risk, Verdict
from core.currencies import CURRENCIES
from core.custom import CustomFields
from core.form_days import DayInput
from core.form_fields import DecimalText, JSONList, MoneyField, RecordChoice, UserChoice, parse_json
from core.forms import MoveForm
from deals.states import CostKind, DueBase, InstalmentKind, PaymentMethod, PaymentMode, Trigger

LONGEST_POINT = 500
MOST_POINTS = 100
MOST_DAYS = 3650


def day_field(**options):
    """A date; pages show the browser's own picker."""
    return forms.DateField(widget=DayInput(), **options)


def text_field(**options):
    """Text over several lines."""
    return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), **options)


# --- moves --------------------------------------------------------------------------------------------------------


class SignForm(MoveForm):
    """When and where the parties signed; without a day, today."""

    signed_on = day_field(label=_l("Signed on"), required=False)
    place = forms.CharField(label=_l("Place of signing"), max_length=120, required=False)


class PointsField(forms.Field):
    """Handover points: a line of text each, or {"kind", "text"}; on a page one point per line."""

    widget = forms.Textarea(attrs={"rows": 6})

    def to_python(self, value):
        if isinstance(value, str) and not value.lstrip().startswith("["):
            value = [line for line in value.splitlines() if line.strip()]
        entries = parse_json(value, list, _("This must be a list of points.")) or []
        if len(entries) > MOST_POINTS:
            raise ValidationError(_("At most {most} points.").format(most=MOST_POINTS))
        return [_point(entry) for entry in entries]


def _point(entry) -> dict:
    point = entry if isinstance(entry, dict) else {"text": entry}
    text, kind = point.get("text"), point.get("kind", PointKind.PROMISE)
    if set(point) - {"text", "kind"} or not isinstance(text, str) or not text.strip():
        raise ValidationError(_("A point is a text, or an object with “text” and “kind”."))
    if len(text) > LONGEST_POINT:
        raise ValidationError(_("A point has at most {most} characters.").format(most=LONGEST_POINT))
    if kind not in PointKind.values:
        raise ValidationError(
            _("A point's kind is one of {kinds}.").format(kinds=", ".join(PointKind.values))
        )
    return {"text": text.strip(), "kind": kind}


class HandOverForm(MoveForm):
    """What passes to delivery; empty, the points that the contract itself gives are taken."""

    points = PointsField(label=_l("Points"), required=False)


class TickedPoints(forms.CheckboxSelectMultiple):
    """Ticks that tell "none ticked" from "not asked": an empty value always comes along."""

    def render(self, name, value, attrs=None, renderer=None):
        return format_html(
            '<input type="hidden" name="{}" value="">{}', name, super().render(name, value, attrs, renderer)
        )


class PointChoice(forms.MultipleChoiceField):
    """Handover points by id; the empty value of TickedPoints is none of them."""

    widget = TickedPoints

    def __init__(self, **options):
        super().__init__(required=False, **options)

    def valid_value(self, value) -> bool:
        return not value or super().valid_value(value)


class AcceptHandoverForm(MoveForm):
    """The points the FR takes over; a program that names none takes them all."""

    points = PointChoice(label=_l("Points taken over"))

    def __init__(self, *args, record=None, **options):
        super().__init__(*args, record=record, **options)
        points = record.points.all() if record is not None else []
        self.fields["points"] = PointChoice(
            label=_l("Points taken over"), choices=[(str(point.pk), point.text) for point in points]
        )

    def clean_points(self):
        """None where the points were not asked, else their ids."""
        if "points" not in self.data:
            return None
        ticked = {value for value in self.cleaned_data["points"] if value}
        return [point.pk for point in self.record.points.all() if str(point.pk) in ticked]


class CloseForm(MoveForm):
    """What the next one should know."""

    lessons = text_field(label=_l("Lessons learned"), max_length=4000)


class TerminateForm(MoveForm):
    """Why the contract ends early."""

    reason = text_field(label=_l("Reason"), max_length=2000)


# --- content --------------------------------------------------------------------------------------------------------


class TermsForm(MoveForm):
    """A part of a contract's terms: amounts that name no currency are in the contract's."""

    def __init__(self, data=None, *, record=None, **options):
        super().__init__(data, record=record, **options)
        for field in self.fields.values():
            if isinstance(field, MoneyField):
                field.currency = getattr(record, "currency", None)


class LineForm(TermsForm):
    """One line: what, how much, at which price. The currency is the contract's."""

    id = forms.UUIDField(required=False)
    product = RecordChoice("catalogue.Product", label=_l("Product"), required=False)
    description = forms.CharField(label=_l("Description"), max_length=300)
    quantity = DecimalText(label=_l("Quantity"), places=4, positive=True)
    unit_price = MoneyField(label=_l("Unit price"), places=6)
    unit_cost = MoneyField(label=_l("Unit cost"), places=6, required=False)
    tax_rate = DecimalText(
        label=_l("Tax rate"), places=4, min_value=Decimal(0), max_value=Decimal(1), required=False
    )


class InstalmentForm(TermsForm):
    """One part of the payment schedule (decision 20); a share makes it `share`, an amount `amount`, neither `rest`."""

    name = forms.CharField(label=_l("Name"), max_length=80)
    kind = forms.ChoiceField(label=_l("Kind"), choices=InstalmentKind.choices, required=False)
    share = DecimalText(
        label=_l("Share"), places=6, min_value=Decimal(0), max_value=Decimal(1), positive=True, required=False
    )
    amount = MoneyField(label=_l("Amount"), positive=True, required=False)
    trigger = forms.ChoiceField(label=_l("Trigger"), choices=Trigger.choices)
    base = forms.ChoiceField(label=_l("Base"), choices=DueBase.choices, required=False)
    days = forms.IntegerField(label=_l("Days"), min_value=0, max_value=MOST_DAYS, required=False)
    then_day = forms.IntegerField(label=_l("Day of the month"), min_value=1, max_value=31, required=False)
    due_on = day_field(label=_l("Due date"), required=False)
    method = forms.ChoiceField(label=_l("Payment method"), choices=PaymentMethod.choices, required=False)

    def clean(self):
        """The columns of deals.Instalment, with what was left out filled in."""
        values = super().clean()
        values["kind"] = values.get("kind") or _kind_of(values)
        self._fits_kind(values)
        if values.get("trigger") == Trigger.DATE and not values.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _("An instalment on a date names the date."))
        values["base"] = values.get("base") or DueBase.TRIGGER
        values["days"] = values.get("days") or 0
        values["method"] = values.get("method") or PaymentMethod.WIRE
        return values

    def _fits_kind(self, values) -> None:
        shares = (InstalmentKind.SHARE, InstalmentKind.SHARE_OF_REST)
        if values["kind"] in shares and values.get("share") is None and "share" not in self.errors:
            self.add_error("share", _("This kind of instalment names a share."))
        if (
            values["kind"] == InstalmentKind.AMOUNT
            and values.get("amount") is None
            and "amount" not in self.errors
        ):
            self.add_error("amount", _("This kind of instalment names an amount."))


def _kind_of(values) -> str:
    if values.get("share") is not None:
        return InstalmentKind.SHARE
    return InstalmentKind.AMOUNT if values.get("amount") is not None else InstalmentKind.REST


class ClauseWordingForm(MoveForm):
    """How one clause reads in this contract: null or the standard text, else a wording of its own."""

    clause = RecordChoice("contracts.Clause", label=_l("Clause"))
    text = forms.CharField(
        label=_l("Wording"), max_length=20000, required=False, empty_value=None, strip=True
    )
    struck_out = forms.BooleanField(label=_l("Struck out"), required=False)
    risk = forms.ChoiceField(label=_l("Risk"), choices=[("", "—"), *Risk.choices], required=False)


class OpinionForm(MoveForm):
    """What a clause's owner says of a deviation."""

    clause = RecordChoice("contracts.Clause", label=_l("Clause"))
    verdict = forms.ChoiceField(label=_l("Opinion"), choices=Verdict.choices)
    comment = text_field(label=_l("Comment"), max_length=2000, required=False)
    condition = forms.CharField(label=_l("Condition"), max_length=500, required=False)
    condition_owner = UserChoice(label=_l("Owner of the condition"), required=False)
    condition_due_on = day_field(label=_l("Due date"), required=False)


class CostForm(TermsForm):
    """The cost of one kind."""

    kind = forms.ChoiceField(label=_l("Kind of cost"), choices=CostKind.choices)
    cost = MoneyField(label=_l("Cost"))


class BudgetForm(TermsForm):
    """The budget: cost without tax, as a sum or by kind; revenue where it differs from the lines' net."""

    revenue = MoneyField(label=_l("Revenue without tax"), required=False)
    cost = MoneyField(label=_l("Cost"), required=False)
    kinds = JSONList(label=_l("Cost by kind"), item=CostForm, required=False, max_items=20)

    def clean(self):
        """The sum is named, or follows from the kinds."""
        values = super().clean()
        if values.get("cost") is None and not values.get("kinds") and not self.errors:
            self.add_error("cost", _("Enter the cost, or the cost by kind."))
        return values


class BudgetSumForm(TermsForm):
    """The budget as the page asks it: two sums."""

    revenue = MoneyField(label=_l("Revenue without tax"), required=False)
    cost = MoneyField(label=_l("Cost"))


class ContractEditForm(MoveForm):
    """What of a contract that is not signed can be edited."""

    title = forms.CharField(label=_l("Title"), max_length=160)
    payment_mode = forms.ChoiceField(label=_l("Payment mode"), choices=PaymentMode.choices)
    warranty_months = forms.IntegerField(label=_l("Warranty in months"), min_value=0, max_value=240)
    custom = CustomFields("contracts")


class ContractForm(MoveForm):
    """A contract that enters the chain here, without lead and opportunity."""

    customer = RecordChoice("customers.Customer", label=_l("Customer"))
    title = forms.CharField(label=_l("Title"), max_length=160)
    currency = forms.ChoiceField(label=_l("Currency"), choices=[(c, c) for c in CURRENCIES], required=False)
    payment_mode = forms.ChoiceField(label=_l("Payment mode"), choices=PaymentMode.choices, required=False)
    warranty_months = forms.IntegerField(
        label=_l("Warranty in months"), min_value=0, max_value=240, required=False
    )
    ar = UserChoice(label=_l("Client manager (AR)"), required=False)
    lines = JSONList(label=_l("Lines"), item=LineForm, required=False, max_items=500)
    custom = CustomFields("contracts")


class LinesForm(MoveForm):
    """The lines of a contract, as one page form."""

    lines = JSONList(label=_l("Lines"), item=LineForm, min_items=1, max_items=500)


class ScheduleForm(MoveForm):
    """The payment schedule, as one page form."""

    parts = JSONList(label=_l("Payment schedule"), item=InstalmentForm, min_items=1, max_items=60)


class AmendmentEditForm(MoveForm):
    """What a change to a contract in force says; each list that is given stands whole in place of the present one."""

    reason = text_field(label=_l("Reason"), max_length=2000)
    lines = JSONList(label=_l("Lines"), item=LineForm, max_items=500, required=False)
    payment_schedule = JSONList(
        label=_l("Payment schedule"), item=InstalmentForm, max_items=60, required=False
    )
    clauses = JSONList(label=_l("Clauses"), item=ClauseWordingForm, max_items=500, required=False)
    warranty_months = forms.IntegerField(
        label=_l("Warranty in months"), min_value=0, max_value=240, required=False
    )


class AmendmentForm(AmendmentEditForm):
    """The same for a new one, which names its contract."""

    contract = RecordChoice("contracts.Contract", label=_l("Contract"))


class ClauseForm(MoveForm):
    """A clause of the library."""

    code = forms.RegexField(r"[0-9A-Za-z.\-]{1,16}", label=_l("Clause number"), max_length=16)
    category = forms.ChoiceField(label=_l("Category"), choices=ClauseCategory.choices)
    title_zh = forms.CharField(label=_l("Title in Chinese"), max_length=80)
    title_en = forms.CharField(label=_l("Title in English"), max_length=80, required=False)
    text_zh = text_field(label=_l("Standard text in Chinese"), max_length=20000)
    text_en = text_field(label=_l("Standard text in English"), max_length=20000, required=False)
    risk = forms.ChoiceField(label=_l("Risk when changed"), choices=Risk.choices, required=False)
    opinion_by = forms.ChoiceField(label=_l("Opinion by"), choices=ClauseOwner.choices, required=False)
    is_active = forms.BooleanField(label=_l("In use"), required=False, initial=True)
