from customers.models.admission import (
    AdmissionCheck,
    AdmissionFact,
    AdmissionFactType,
    AdmissionOverride,
    AdmissionRule,
)
from customers.models.commitment import Commitment
from customers.models.contact import Contact, InfluenceLine
from customers.models.credit import CreditAccount, CreditHold, CreditLimit, CreditPlan
from customers.models.customer import Customer, CustomerGroup
from customers.models.merging import CustomerMerge
from customers.models.plan import AccountPlan, PlanGoal, PlanMove, PlanReview
from customers.models.sources import FactSource, SourceFile, SourceReading, SourceRow
from customers.models.visit import Visit, VisitContact

__all__ = [
    "AccountPlan", "AdmissionCheck", "AdmissionFact", "AdmissionFactType", "AdmissionOverride", "AdmissionRule",
    "Commitment", "Contact", "CreditAccount", "CreditHold", "CreditLimit", "CreditPlan", "Customer", "CustomerGroup",
    "CustomerMerge", "FactSource", "InfluenceLine", "PlanGoal", "PlanMove", "PlanReview", "SourceFile", "SourceReading",
    "SourceRow", "Visit", "VisitContact",
]  # fmt: skip
