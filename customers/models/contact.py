"""People at the customer: their function, their part in the decision, and how they stand towards us."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

from core.fields import PersonRef, Ref
from core.models import Record
from customers.codes import check_phone
from customers.models.customer import Customer
from customers.states import Attitude, DecisionRole, function_word


class Contact(Record):
    """A person at a customer."""

    api_name = "contacts"
    noun = "contact"

    customer = Ref(Customer, related_name="contacts", verbose_name=_("customer"))
    name = models.CharField(_("name"), max_length=80)
    title = models.CharField(_("job title"), max_length=80, blank=True, default="")
    function = models.CharField(_("function"), max_length=40)
    decision_role = models.CharField(
        _("part in the decision"), max_length=12, choices=DecisionRole.choices, blank=True, default=""
    )
    attitude = models.SmallIntegerField(_("attitude"), choices=Attitude.choices, null=True, blank=True)
    influence = models.PositiveSmallIntegerField(
        _("influence"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    email = models.EmailField(_("e-mail"), max_length=200, blank=True, default="")
    phone = models.CharField(_("phone"), max_length=40, blank=True, default="", validators=[check_phone])
    kpi = models.CharField(_("own KPI"), max_length=200, blank=True, default="")
    style = models.CharField(_("style"), max_length=200, blank=True, default="")
    common_ground = models.CharField(_("common ground"), max_length=200, blank=True, default="")
    reports_to = Ref("self", null=True, blank=True, related_name="reports", verbose_name=_("reports to"))
    owner = PersonRef(null=True, blank=True, verbose_name=_("owner"))
    is_active = models.BooleanField(_("still there"), default=True)

    class Meta(Record.Meta):
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        indexes = [
            models.Index(fields=["tenant", "customer", "id"], name="contact_customer"),
            models.Index(fields=["tenant", "created_at", "id"], name="contact_created"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(influence__isnull=True) | models.Q(influence__range=(1, 5)),
                name="contact_influence_1_to_5",
            ),
            models.CheckConstraint(
                condition=models.Q(attitude__isnull=True) | models.Q(attitude__range=(-2, 2)),
                name="contact_attitude_in_scale",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("customers:contact-page", args=[self.pk])

    @property
    def function_label(self):
        """The function in words; own words of the customer are shown as they were typed."""
        return function_word(self.function)

    def clean(self):
        """The superior works for the same customer, and nobody reports to himself by any number of steps."""
        if self._is_tied_to_another_customer():
            raise ValidationError(
                {"customer": _("Take away this contact's reporting and influence lines first.")}
            )
        if self.reports_to_id is None:
            return
        if self.reports_to.customer_id != self.customer_id:
            raise ValidationError({"reports_to": _("The superior must be a contact of the same customer.")})
        if self.pk in self.line_upwards():
            raise ValidationError({"reports_to": _("This line would lead back to the contact itself.")})

    def line_upwards(self) -> list:
        """Ids of the superiors, nearest first; ends where a line would come round again."""
        superiors = dict(
            Contact.objects.filter(customer_id=self.customer_id).values_list("pk", "reports_to_id")
        )
        line, next_id = [], self.reports_to_id
        while next_id is not None and next_id not in line:
            line.append(next_id)
            next_id = superiors.get(next_id)
        return line

    def _is_tied_to_another_customer(self) -> bool:
        """Would a change of customer leave people or lines behind?"""
        elsewhere = ~models.Q(customer_id=self.customer_id)
        lines = models.Q(source_id=self.pk) | models.Q(target_id=self.pk)
        return (
            Contact.objects.filter(elsewhere, reports_to_id=self.pk).exists()
            or InfluenceLine.objects.filter(elsewhere, lines).exists()
        )


class InfluenceLine(Record):
    """One contact listens to another of the same customer, whatever the reporting line says: source -> target."""

    api_name = "influence-lines"
    noun = "influence_line"

    customer = Ref(Customer, related_name="influence_lines", verbose_name=_("customer"), editable=False)
    source = Ref(Contact, related_name="influences", verbose_name=_p("contact", "who influences"))
    target = Ref(Contact, related_name="influenced_by", verbose_name=_p("contact", "who listens"))
    note = models.CharField(_("why"), max_length=200, blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = _("influence line")
        verbose_name_plural = _("influence lines")
        indexes = [
            models.Index(fields=["tenant", "customer", "id"], name="influence_customer"),
            models.Index(fields=["tenant", "target"], name="influence_target"),
            models.Index(fields=["tenant", "created_at", "id"], name="influence_created"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "source", "target"], name="influence_once"),
            models.CheckConstraint(
                condition=~models.Q(source=models.F("target")), name="influence_on_another"
            ),
        ]

    def __str__(self):
        return f"{self.source} → {self.target}"

    def get_absolute_url(self):
        return reverse("customers:page", args=[self.customer_id]) + "?tab=contacts"
