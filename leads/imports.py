"""Leads out of files: which columns they have, which leads are the same, and how rows become leads."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.imports import Kind, Target, custom_targets, register
from leads.import_words import HEADERS, SOURCES
from leads.models import Lead
from leads.services.importing import take_back, write
from leads.states import Source
from leads.twins import keys_of
from tenancy.roles import Right


def targets() -> list[Target]:
    """The fields of a lead that a column may go into, in the order in which people read them."""
    plain = {
        "number": (gettext_lazy("Lead number"), "text", 32),
        "company_name": (pgettext_lazy("import", "Company"), "text", 200),
        "unified_code": (gettext_lazy("Unified social credit code"), "code", 18),
        "contact_name": (gettext_lazy("Contact"), "text", 80),
        "first_name": (gettext_lazy("First name"), "text", 40),
        "last_name": (gettext_lazy("Last name"), "text", 40),
        "phone": (gettext_lazy("Phone"), "phone", 40),
        "other_phone": (gettext_lazy("Another phone"), "phone", 40),
        "email": (gettext_lazy("E-mail"), "email", 200),
        "job_title": (gettext_lazy("Job title"), "text", 80),
        "job_department": (pgettext_lazy("of a contact", "Department"), "text", 80),
        "subject": (pgettext_lazy("of a lead", "Subject"), "text", 200),
        "need": (gettext_lazy("Need"), "text", 4000),
        "note": (gettext_lazy("Note"), "text", 4000),
        "solution": (gettext_lazy("Our solution"), "text", 4000),
        "expected_amount": (gettext_lazy("Expected amount"), "amount", 40),
        "budget": (gettext_lazy("Budget"), "amount", 40),
        "expected_start_on": (gettext_lazy("Expected start"), "day", 40),
        "source": (gettext_lazy("Source"), "choice", 200),
        "source_note": (gettext_lazy("About the source"), "text", 200),
        "industry": (gettext_lazy("Industry"), "text", 60),
        "region": (gettext_lazy("Region"), "text", 60),
        "is_strategic": (gettext_lazy("Strategic"), "flag", 10),
        "owner": (gettext_lazy("Owner"), "person", 200),
    }
    choices: dict[str, dict] = {
        "source": {"choices": Source.choices, "aliases": SOURCES, "other": "source_note"}
    }
    return [
        Target(name, label, kind, longest, words=HEADERS[name], **choices.get(name, {}))
        for name, (label, kind, longest) in plain.items()
    ] + custom_targets(Lead)


def problems(names: set) -> list[str]:
    """What a mapping lacks: a lead names its company, or says which lead it is."""
    if names & {"company_name", "unified_code", "number"}:
        return []
    return [_("Choose the column that names the company.")]


register(
    Kind(
        name="leads",
        model=Lead,
        label=pgettext_lazy("import", "Leads"),
        title=gettext_lazy("Import leads"),
        list_url="leads:list",
        may=lambda by: by.can(Right.LEAD_CREATE),
        targets=targets,
        problems=problems,
        keys=keys_of,
        write=write,
        take_back=take_back,
        whose=pgettext_lazy("import", "The assignment rules say whose the lead is then."),
    )
)
