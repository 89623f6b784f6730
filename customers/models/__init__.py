from customers.models.admission import (
    AdmissionCheck,
    AdmissionFact,
    AdmissionFactType,
    AdmissionOverride,
    AdmissionRule,
)
from customers.models.commitment import Commitment
from customers.models.contact import Contact, InfluenceLine
from customers.models.credit import CreditAccount, CreditHold, CreditLimit, LimitReview
from customers.models.credit_cases import CreditCase
from customers.models.credit_plan import CreditAllocation, CreditPlan
from customers.models.credit_terms import CreditEvidence, CreditStandard, CreditTerms
from customers.models.customer import Customer, CustomerGroup
from customers.models.insurance import InsurancePolicy, InsuredLimit
from customers.models.merging import CustomerMerge
from customers.models.plan import AccountPlan, PlanGoal, PlanMove, PlanReview
from customers.models.restrictions import Restriction
from customers.models.sources import FactSource, SourceFile, SourceReading, SourceRow
from customers.models.visit import Visit, VisitContact

__all__ = [
    "AccountPlan", "AdmissionCheck", "AdmissionFact", "AdmissionFactType", "AdmissionOverride", "AdmissionRule",
    "Commitment", "Contact", "CreditAccount", "CreditAllocation", "CreditCase", "CreditEvidence", "CreditHold",
    "CreditLimit", "CreditPlan", "CreditStandard", "CreditTerms", "Customer", "CustomerGroup", "CustomerMerge",
    "FactSource", "InfluenceLine", "InsurancePolicy", "InsuredLimit", "LimitReview", "PlanGoal", "PlanMove",
    "PlanReview", "Restriction", "SourceFile", "SourceReading", "SourceRow", "Visit", "VisitContact",
]  # fmt: skip
