"""People at the customer: their function, their part in the decision, and how they stand towards us."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.fields import PersonRef, Ref
from core.models import Record
from customers.codes import check_phone
from customers.models.customer import Customer
from customers.states import Attitude, DecisionRole, function_word

# A reporting line longer than any real organisation's is a loop in the making.
LONGEST_LINE = 30


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
        if self.reports_to_id is None:
            return
        if self.reports_to.customer_id != self.customer_id:
            raise ValidationError({"reports_to": _("The superior must be a contact of the same customer.")})
        if self.pk in self.line_upwards():
            raise ValidationError({"reports_to": _("This line would lead back to the contact itself.")})

    def line_upwards(self) -> list:
        """Ids of the superiors, nearest first."""
        superiors = dict(
            Contact.objects.filter(customer_id=self.customer_id).values_list("pk", "reports_to_id")
        )
        line, next_id = [], self.reports_to_id
        while next_id is not None and next_id not in line and len(line) < LONGEST_LINE:
            line.append(next_id)
            next_id = superiors.get(next_id)
        return line
