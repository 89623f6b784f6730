"""The deal's stages in the order of the chain."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    LEAD = "lead", _("Lead")
    OPPORTUNITY = "opportunity", _("Opportunity")
    CONTRACT = "contract", _("Contract")
    DELIVERY = "delivery", _("Delivery")
    CASH = "cash", _("Cash")
    CLOSED = "closed", _("Closed")
    LOST = "lost", _("Lost")
    TERMINATED = "terminated", _("Terminated")


CHAIN = (Stage.LEAD, Stage.OPPORTUNITY, Stage.CONTRACT, Stage.DELIVERY, Stage.CASH)
OPEN = CHAIN
ENDED = (Stage.CLOSED, Stage.LOST, Stage.TERMINATED)


class SeatCode(TextChoices):
    AR = "ar", _("Client manager (AR)")
    SR = "sr", _("Solution manager (SR)")
    FR = "fr", _("Delivery manager (FR)")
    HELPER = "helper", _("Helper")


TRIANGLE = (SeatCode.AR, SeatCode.SR, SeatCode.FR)


class Trigger(TextChoices):
    """What makes an instalment due (decision 20)."""

    SIGNED = "signed", _("On signing")
    SHIPPED = "shipped", _("On shipment")
    DELIVERED = "delivered", _("On delivery")
    ACCEPTED = "accepted", _("On acceptance")
    WARRANTY_END = "warranty_end", _("At end of warranty")
    INVOICED = "invoiced", _("On invoice")
    DATE = "date", _("On a date")


# Triggers that happen quantity by quantity, as goods leave, arrive and are accepted.
BY_DELIVERY = (Trigger.SHIPPED, Trigger.DELIVERED, Trigger.ACCEPTED, Trigger.WARRANTY_END)


class InstalmentKind(TextChoices):
    SHARE = "share", _("Share of the total")
    SHARE_OF_REST = "share_of_rest", _("Share of the rest")
    AMOUNT = "amount", _("Fixed amount")
    REST = "rest", _("The rest")


class DueBase(TextChoices):
    TRIGGER = "trigger", _("From the trigger")
    MONTH_END = "month_end", _("From month end")
    INVOICE = "invoice", _("From the invoice")


class PaymentMethod(TextChoices):
    WIRE = "wire", _("Wire")
    BANK_ACCEPTANCE = "bank_acceptance", _("Bank acceptance bill")
    COMMERCIAL_ACCEPTANCE = "commercial_acceptance", _("Commercial acceptance bill")
    LETTER_OF_CREDIT = "letter_of_credit", _("L/C")


class PaymentMode(TextChoices):
    CREDIT = "credit", _("On credit")
    PREPAYMENT = "prepayment", _("Prepayment")


class CalculationKind(TextChoices):
    """The four calculations 四算."""

    ESTIMATE = "estimate", _("Estimate")
    BUDGET = "budget", _("Budget")
    ACTUAL = "actual", _("Actual")
    FINAL = "final", _("Final")


class CostKind(TextChoices):
    """What the cost of a contract is made of."""

    MATERIAL = "material", _("Material")
    LABOUR = "labour", _("Labour")
    LOGISTICS = "logistics", _("Logistics")
    OUTSOURCING = "outsourcing", _("Bought-in services")
    OTHER = "other", _("Other costs")
