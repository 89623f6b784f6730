"""Customers that may be the same company: asked while a name is typed, before one is saved, and by imports."""

from dataclasses import dataclass

from rapidfuzz import fuzz, process

from core.likeness import alike
from customers.codes import tidy_code
from customers.models import Customer
from customers.names import normalised
from tenancy.rules import rule

MOST_DUPLICATES = 8
CANDIDATES = 200
CODE, NAME, SIMILAR = "code", "name", "similar"


def possible_duplicates(
    *, name: str = "", unified_code: str = "", exclude=None
) -> list[tuple[Customer, int, str]]:
    """Customers that may be the same company: [(customer, likeness in percent, why)], the likest first.

    why: `code`, `name` (equal but for company form, punctuation and traditional characters) or `similar`. All of the
    tenant's are compared; the caller shows each only as far as the asker sees it.
    """
    bare = normalised(name)
    found = {**(_similar(bare) | _named(bare) if bare else {}), **_coded(unified_code)}
    found.pop(exclude, None)
    rows = Customer.objects.filter(pk__in=found).select_related("owner") if found else []
    told = sorted(((row, *found[row.pk]) for row in rows), key=_likest_first)
    return told[:MOST_DUPLICATES]


def _likest_first(row) -> tuple:
    customer, likeness, why = row
    return (-likeness, why != CODE, customer.name, str(customer.pk))


def _coded(code: str) -> dict:
    """{id: (likeness, why)} of the customer with this code, however it is written."""
    code = tidy_code(code)
    ids = Customer.objects.filter(unified_code=code).values_list("pk", flat=True) if code else ()
    return dict.fromkeys(ids, (100, CODE))


def _named(bare: str) -> dict:
    ids = Customer.objects.filter(normalised_name=bare).values_list("pk", flat=True)[:MOST_DUPLICATES]
    return dict.fromkeys(ids, (100, NAME))


def _similar(bare: str) -> dict:
    """Customers whose normalised name is like `bare`, among those that share its rarest pieces."""
    candidates = Customer.objects.filter(pk__in=alike(Customer, bare, CANDIDATES))
    names = dict(candidates.values_list("pk", "normalised_name"))
    least = int(rule("customers.similarity_percent"))
    found = process.extract(bare, names, scorer=fuzz.ratio, score_cutoff=least, limit=MOST_DUPLICATES)
    return {pk: (int(likeness), SIMILAR) for _name, likeness, pk in found}


# --- for many at once -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Known:
    """The customers that a file's rows mean, by what stands in them; two queries for all rows."""

    by_code: dict
    by_name: dict

    def find(self, *, name: str = "", unified_code: str = ""):
        """The id of the customer with this code, else with this name but for its form; None for neither."""
        return self.by_code.get(tidy_code(unified_code)) or self.by_name.get(normalised(name))


def known(names=(), codes=()) -> Known:
    """What the tenant's customers answer for a file's names and codes. Of two of the same name the older counts."""
    tidied = {code for code in map(tidy_code, codes) if code}
    bare = {name for name in map(normalised, names) if name}
    rows = Customer.objects.order_by("-pk")
    return Known(
        dict(rows.filter(unified_code__in=tidied).values_list("unified_code", "pk")) if tidied else {},
        dict(rows.filter(normalised_name__in=bare).values_list("normalised_name", "pk")) if bare else {},
    )
