"""Admission 客户准入: rules as rows, facts with source and date, and every check kept as it came out."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.dates import moment
from core.fields import PersonRef, Ref
from core.models import Record, TenantModel
from customers.models.customer import Customer
from customers.states import Effect, FactKind, Operator, PaymentMode, Verdict


class AdmissionFactType(Record):
    """A fact of the tenant's own, beside those that every tenant knows (customers.facts.BUILT_IN)."""

    keeps_history = True
    api_name = "admission-fact-types"
    noun = "admission_fact_type"

    code = models.SlugField(_("code"), max_length=40)
    label = models.CharField(_("fact"), max_length=80)
    kind = models.CharField(_("kind"), max_length=8, choices=FactKind.choices)

    class Meta(Record.Meta):
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        constraints = [models.UniqueConstraint(fields=["tenant", "code"], name="admission_fact_type_code")]

    def __str__(self):
        return self.label


class AdmissionRule(Record):
    """One rule of the tenant: fact, operator, value, effect. Copied from the defaults when the tenant is made."""

    keeps_history = True
    api_name = "admission-rules"
    noun = "admission_rule"

    code = models.SlugField(_("code"), max_length=40)
    label = models.CharField(_("rule"), max_length=120, blank=True, default="")
    fact = models.SlugField(_("fact"), max_length=40)
    operator = models.CharField(_("operator"), max_length=8, choices=Operator.choices)
    value = models.CharField(_("value"), max_length=40)
    effect = models.CharField(_("effect"), max_length=8, choices=Effect.choices)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta(Record.Meta):
        verbose_name = _("admission rule")
        ordering = ["position", "code"]
        constraints = [models.UniqueConstraint(fields=["tenant", "code"], name="admission_rule_code")]

    def __str__(self):
        return self.code


class AdmissionFact(TenantModel):
    """A fact about a customer with where it came from and when; a newer row replaces an older one."""

    append_only = True

    customer = Ref(Customer, related_name="facts")
    code = models.SlugField(max_length=40)
    value = models.CharField(max_length=60)
    currency = models.CharField(max_length=3, blank=True, default="")
    source = models.CharField(pgettext_lazy("fact", "source"), max_length=120)
    day = models.DateField(pgettext_lazy("fact", "as of"))
    by = PersonRef(null=True)
    at = models.DateTimeField(default=moment)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["tenant", "customer", "code", "-at"], name="fact_of_customer")]


class AdmissionCheck(TenantModel):
    """One run of the rules, as it came out; `rules` lists each with fact, source, date, effect and outcome."""

    append_only = True

    customer = Ref(Customer, related_name="checks")
    result = models.CharField(_("result"), max_length=12, choices=Verdict.choices)
    payment_mode = models.CharField(max_length=12, choices=PaymentMode.choices)
    rules = models.JSONField(default=list)
    by = PersonRef(null=True)
    at = models.DateTimeField(default=moment)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["tenant", "customer", "-at"], name="check_of_customer")]


class AdmissionOverride(TenantModel):
    """The credit controller's own decision against the rules, with its reason and last day."""

    append_only = True

    customer = Ref(Customer, related_name="overrides")
    result = models.CharField(_("result"), max_length=12, choices=Verdict.choices)
    reason = models.TextField(_("reason"))
    expires_on = models.DateField(_("valid until"))
    by = PersonRef(null=True)
    at = models.DateTimeField(default=moment)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["tenant", "customer", "-at"], name="override_of_customer")]
