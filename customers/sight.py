"""Who sees customers and what hangs on them; deals and leads add their own ways in."""

from django.db.models import Q

from customers.models import (
    AccountPlan,
    AdmissionFactType,
    AdmissionRule,
    Commitment,
    Contact,
    CreditCase,
    CreditEvidence,
    CreditLimit,
    CreditPlan,
    CreditStandard,
    CreditTerms,
    Customer,
    CustomerGroup,
    CustomerMerge,
    FactSource,
    InfluenceLine,
    InsurancePolicy,
    InsuredLimit,
    Restriction,
    SourceFile,
    Visit,
)
from tenancy.roles import Right
from tenancy.sight import everybody, owned, register_sight, visible


def _of_seen_customers(by) -> Q:
    return Q(customer__in=visible(Customer.objects.all(), by).values("pk"))


def _limits(by) -> Q:
    """Limits are credit data: of the customers one sees, and only with the right for them."""
    return _of_seen_customers(by) if by.can(Right.CREDIT_READ) else Q(pk__in=[])


def _policies(by) -> Q:
    """Policies are read by whoever may see credit data."""
    return Q(pk__isnull=False) if by.can(Right.CREDIT_READ) else Q(pk__in=[])


def _of_seen_survivors(by) -> Q:
    return Q(survivor__in=visible(Customer.objects.all(), by).values("pk"))


def _plans(by) -> Q:
    """Of the customers that one sees, and of a group where one sees a customer of it."""
    seen = visible(Customer.objects.all(), by)
    return Q(customer__in=seen.values("pk")) | Q(group__in=seen.exclude(group=None).values("group"))


register_sight(Customer, owned, rights=[Right.SERVICE_READ], owner=True)
register_sight(Contact, _of_seen_customers, rights=[Right.SERVICE_READ])
register_sight(InfluenceLine, _of_seen_customers, rights=[Right.SERVICE_READ])
register_sight(Visit, owned)
register_sight(Visit, _of_seen_customers, rights=[Right.SERVICE_READ])
register_sight(Commitment, owned)
register_sight(Commitment, _of_seen_customers, rights=[Right.SERVICE_READ])
register_sight(AccountPlan, owned)
register_sight(AccountPlan, _plans)
register_sight(CustomerMerge, _of_seen_survivors, rights=[Right.SERVICE_READ])
register_sight(CustomerGroup, everybody)
register_sight(CreditLimit, _limits)
register_sight(CreditPlan, rights=[Right.CREDIT_READ])
register_sight(CreditCase, owned)
register_sight(CreditCase, _limits)
register_sight(CreditTerms, _limits)
register_sight(CreditEvidence, _limits)
register_sight(InsuredLimit, _limits)
register_sight(InsurancePolicy, rights=[Right.CREDIT_LIMIT])
register_sight(InsurancePolicy, _policies)
register_sight(Restriction, _of_seen_customers, rights=[Right.SERVICE_READ])
register_sight(CreditStandard, everybody)
register_sight(AdmissionRule, everybody)
register_sight(AdmissionFactType, everybody)
register_sight(FactSource, rights=[Right.SETTINGS, Right.CUSTOMER_ADMIT])
register_sight(SourceFile, rights=[Right.SETTINGS, Right.CUSTOMER_ADMIT])
