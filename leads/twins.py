"""Which leads are of the same hint: by number, phone, e-mail, or the company where nothing tells them apart."""

import unicodedata
from collections import defaultdict

from django.db.models import QuerySet

from core.sight import visible
from customers.duplicates import known
from customers.models import Customer
from customers.names import normalised
from leads.models import Lead
from leads.states import OPEN

TELLS_APART = ("contact_name", "phone", "email")


def phones_of(phone: str) -> list[str]:
    """The ways in which one number may have been written down."""
    typed, local = unicodedata.normalize("NFKC", phone).strip(), bare(phone)
    ways = [typed, local] if local.startswith("+") else [typed, local, f"+86{local}"]
    if len(local) == 11 and local.startswith("1"):
        ways += [f"{local[:3]} {local[3:7]} {local[7:]}", f"{local[:3]}-{local[3:7]}-{local[7:]}"]
    return list(dict.fromkeys(way for way in ways if way))


def bare(phone: str) -> str:
    """A number's digits, without China's own prefix: the same however it is written."""
    typed = unicodedata.normalize("NFKC", phone)
    return "".join(c for c in typed if c.isdigit() or c == "+").removeprefix("+86")


def keys_of(values: dict) -> list[str]:
    """What two rows of the same lead share; the surest first."""
    keys = [f"number:{values['number']}"] if values.get("number") else []
    keys += [f"phone:{bare(values[name])}" for name in ("phone", "other_phone") if values.get(name)]
    keys += [f"email:{values['email'].casefold()}"] if values.get("email") else []
    # A company alone makes two rows one where neither names a person.
    if values.get("company_name") and not any(values.get(name) for name in TELLS_APART):
        keys.append(f"company:{normalised(values['company_name'])}")
    return keys


class Twins:
    """The open leads that any of many rows may be of, read by a few queries; drafts of the same batch are added."""

    def __init__(self, rows: list[dict], by):
        names, codes = ([row.get(name, "") for row in rows] for name in ("company_name", "unified_code"))
        self.known = known(names, codes)
        ids = {*self.known.by_code.values(), *self.known.by_name.values()}
        self.customers = Customer.objects.in_bulk(ids) if ids else {}
        self.seen = (
            set(visible(Customer.objects.filter(pk__in=ids), by).values_list("pk", flat=True))
            if ids
            else set()
        )
        self.by_key: dict[str, Lead] = {}
        self.by_company: dict[str, list[Lead]] = defaultdict(list)
        for lead in self._candidates(rows):
            self.add(lead)

    def customer_of(self, values: dict) -> Customer | None:
        """The customer on file whom the row names by code or by name."""
        named = {"name": values.get("company_name", ""), "unified_code": values.get("unified_code", "")}
        return self.customers.get(self.known.find(**named))

    def add(self, lead: Lead) -> None:
        """Have the lead found from now on."""
        for key in keys_of({name: getattr(lead, name) for name in ("number", *TELLS_APART)}):
            self.by_key.setdefault(key, lead)
        self.by_company[normalised(lead.customer_name)].append(lead)

    def of(self, values: dict) -> Lead | None:
        """The lead that this row is of, or None."""
        for key in keys_of(values):
            if key in self.by_key:
                return self.by_key[key]
        customer = self.customer_of(values)
        name = normalised(customer.name if customer else values.get("company_name", ""))
        return next((lead for lead in self.by_company.get(name, ()) if not _told_apart(lead, values)), None)

    def like(self, values: dict) -> list[Lead]:
        """Every lead that this row may be of, the surest first: by phone or e-mail, else of the same company."""
        keys = keys_of({name: values.get(name, "") for name in TELLS_APART})
        found = [self.by_key[key] for key in keys if key in self.by_key]
        customer = self.customer_of(values)
        name = normalised(customer.name if customer else values.get("company_name", ""))
        found += self.by_company.get(name, ()) if name else ()
        return list({lead.pk: lead for lead in found}.values())

    def _candidates(self, rows) -> list[Lead]:
        phones = {
            way for row in rows for name in ("phone", "other_phone") for way in phones_of(row.get(name, ""))
        }
        emails = {way for row in rows if row.get("email") for way in (row["email"], row["email"].casefold())}
        asked = [
            {"number__in": {row["number"] for row in rows if row.get("number")}},
            {"phone__in": phones},
            {"email__in": emails},
            {"company_name__in": {row["company_name"] for row in rows if row.get("company_name")}},
            {"customer__in": set(self.customers)},
        ]
        found: dict = {}
        for condition in asked:
            if any(condition.values()):
                found |= {lead.pk: lead for lead in _open().filter(**condition)}
        # The eldest first: that is the one which others are taken into.
        return [found[pk] for pk in sorted(found)]


def _open() -> QuerySet[Lead]:
    return Lead.objects.filter(state__in=OPEN).select_related("customer", "owner")


def _told_apart(lead, values) -> bool:
    """Do the two name different people?"""
    return any(
        getattr(lead, name) and values.get(name) and getattr(lead, name) != values[name]
        for name in TELLS_APART
    )
