"""Customers and contacts out of files: which columns they have, and what a file must name."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.imports import Kind, Target, custom_targets, listed, register
from core.money import Money
from core.tenancy import current_tenant
from customers.import_words import (
    CONTACT_HEADERS,
    CUSTOMER_HEADERS,
    FUNCTION_WORDS,
    LIMIT_HEADERS,
    MODES,
    ROLES,
    SIZES,
)
from customers.models import Contact, CreditLimit, Customer
from customers.names import normalised
from customers.services.importing import ContactRows, CustomerRows
from customers.services.limits_in import LimitRows, may_import_limits
from customers.states import FUNCTIONS, DecisionRole, PaymentMode, Size
from tenancy.roles import Right


def customer_targets() -> list[Target]:
    """The fields of a customer that a column may go into."""
    plain = {
        "name": (gettext_lazy("Name"), "text", 160),
        "unified_code": (gettext_lazy("Unified social credit code"), "code", 18),
        "industry": (gettext_lazy("Industry"), "text", 80),
        "region": (gettext_lazy("Region"), "text", 80),
        "size": (gettext_lazy("Size"), "choice", 20),
        "payment_mode": (gettext_lazy("Payment mode"), "choice", 20),
        "owner": (gettext_lazy("Customer owner"), "person", 200),
        "billing_title": (gettext_lazy("Invoice title"), "text", 160),
        "billing_tax_number": (gettext_lazy("Tax number"), "text", 20),
        "billing_bank": (gettext_lazy("Bank"), "text", 120),
        "billing_account": (gettext_lazy("Bank account"), "text", 40),
        "billing_address": (gettext_lazy("Registered address"), "text", 200),
        "billing_phone": (gettext_lazy("Registered phone"), "text", 40),
    }
    choices: dict[str, dict] = {
        "size": {"choices": Size.choices, "aliases": SIZES},
        "payment_mode": {"choices": PaymentMode.choices, "aliases": MODES},
    }
    return _targets(plain, CUSTOMER_HEADERS, choices) + custom_targets(Customer)


def contact_targets() -> list[Target]:
    """The fields of a contact that a column may go into."""
    plain = {
        "customer": (gettext_lazy("Customer"), "text", 160),
        "unified_code": (gettext_lazy("Unified social credit code"), "code", 18),
        "name": (gettext_lazy("Name"), "text", 80),
        "first_name": (gettext_lazy("First name"), "text", 40),
        "last_name": (gettext_lazy("Last name"), "text", 40),
        "title": (gettext_lazy("Job title"), "text", 80),
        "function": (gettext_lazy("Function"), "choice", 40),
        "phone": (gettext_lazy("Phone"), "phone", 40),
        "email": (gettext_lazy("E-mail"), "email", 200),
        "decision_role": (gettext_lazy("Part in the decision"), "choice", 20),
    }
    choices: dict[str, dict] = {
        # A customer's own word for an office is kept as it is.
        "function": {"choices": list(FUNCTIONS.items()), "aliases": FUNCTION_WORDS, "other": "function"},
        "decision_role": {"choices": DecisionRole.choices, "aliases": ROLES},
    }
    return _targets(plain, CONTACT_HEADERS, choices)


def _targets(plain, headers, choices) -> list[Target]:
    return [
        Target(name, label, kind, longest, words=listed(headers[name]), **choices.get(name, {}))
        for name, (label, kind, longest) in plain.items()
    ]


def customer_keys(values: dict) -> list[str]:
    """What two rows of the same customer share."""
    keys = [f"code:{values['unified_code']}"] if values.get("unified_code") else []
    return [*keys, f"name:{normalised(values['name'])}"] if values.get("name") else keys


def contact_keys(values: dict) -> list[str]:
    """What two rows of the same contact share: the customer, and name, phone or e-mail."""
    company = values.get("unified_code") or normalised(values.get("customer", ""))
    return [f"{company}:{name}:{values[name]}" for name in ("name", "phone", "email") if values.get(name)]


def customer_problems(names: set) -> list[str]:
    """A customer has a name, or is known by its code."""
    return [] if names & {"name", "unified_code"} else [_("Choose the column that names the customer.")]


def contact_problems(names: set) -> list[str]:
    """A contact belongs to a customer and has a name."""
    missing = (
        [] if names & {"customer", "unified_code"} else [_("Choose the column that names the customer.")]
    )
    return (
        missing
        if names & {"name", "last_name"}
        else [*missing, _("Choose the column with the contact's name.")]
    )


def may_import(by) -> bool:
    """Whoever may make customers."""
    return by.can(Right.CUSTOMER_EDIT)


register(
    Kind(
        "customers", Customer, pgettext_lazy("import", "Customers"), gettext_lazy("Import customers"), "customers:list",
        may_import, customer_targets, customer_problems, customer_keys, CustomerRows.write, CustomerRows.take_back,
        whose=pgettext_lazy("import", "The customer is yours then."),
    )
)  # fmt: skip
register(
    Kind(
        "contacts", Contact, pgettext_lazy("import", "Contacts"), gettext_lazy("Import contacts"), "customers:list",
        may_import, contact_targets, contact_problems, contact_keys, ContactRows.write, ContactRows.take_back,
    )
)  # fmt: skip


def limit_targets() -> list[Target]:
    """The fields of a credit limit that a column may go into."""
    plain = {
        "customer": (gettext_lazy("Customer"), "text", 160),
        "unified_code": (gettext_lazy("Unified social credit code"), "code", 18),
        "amount": (gettext_lazy("Amount"), "sum", 40),
        "valid_until": (gettext_lazy("Valid until"), "day", 40),
        "reason": (gettext_lazy("Reason"), "text", 300),
    }
    return _targets(plain, LIMIT_HEADERS, {})


def limit_problems(names: set) -> list[str]:
    """A limit is a customer's, of an amount, until a day."""
    wanted = [
        ({"customer", "unified_code"}, _("Choose the column that names the customer.")),
        ({"amount"}, _("Choose the column with the amount.")),
        ({"valid_until"}, _("Choose the column with the last day of the limit.")),
    ]
    return [sentence for fields, sentence in wanted if not names & fields]


def limit_keys(values: dict) -> list[str]:
    """A customer has one standing limit."""
    return [values.get("unified_code") or normalised(values.get("customer", ""))]


def limit_sums(values: dict) -> dict:
    """{"amount"} of a row."""
    given = values.get("amount")
    if given is None:
        return {}
    return {"amount": given if isinstance(given, Money) else Money(given, current_tenant().currency)}


register(
    Kind(
        "credit-limits", CreditLimit, pgettext_lazy("import", "Credit limits"), gettext_lazy("Take over limits"),
        "customers:limits", may_import_limits, limit_targets, limit_problems, limit_keys, LimitRows.write,
        LimitRows.take_back, asks_order=True, sums=limit_sums, sum_labels={"amount": gettext_lazy("Amount")},
    )
)  # fmt: skip
