"""Tenants and their people, made by the services that people use; a key for each caller of the bench."""

from dataclasses import dataclass, field
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from core.tenancy import acting_for
from tenancy.actor import system
from tenancy.keys import create_key
from tenancy.models import Department, Tenant
from tenancy.people import add_member
from tenancy.setup import create_tenant

# Enough that one client manager sees a twentieth of the leads: what sight costs shows.
MANAGERS = 20
OTHERS = ("sales_manager", "finance", "finance", "credit", "legal", "executive", "sr", "fr")


@dataclass
class Company:
    """A tenant with its people: client managers `ars`, the others by role; `keys` by user name."""

    tenant: Tenant
    ars: list = field(default_factory=list)
    others: dict = field(default_factory=dict)
    keys: dict = field(default_factory=dict)

    @property
    def ar_keys(self) -> list[str]:
        return [self.keys[user.username] for user in self.ars]

    def key(self, role: str) -> str:
        return self.keys[self.others[role][0].username]


def company(code: str) -> Company:
    """A company of client managers under one sales manager, and the roles that dunning speaks to."""
    made = Company(create_tenant(code=code, name=f"Bench {code}"))
    with acting_for(made.tenant):
        sales = Department.objects.create(code="sales", name="Sales")
        clients = Department.objects.create(code="ar", name="Clients", parent=sales)
        made.ars = [_member(made, f"{code}-ar{n}", "ar", clients) for n in range(MANAGERS)]
        for n, role in enumerate(OTHERS):
            department = sales if role == "sales_manager" else None
            made.others.setdefault(role, []).append(_member(made, f"{code}-{role}{n}", role, department))
    return made


def _member(made, name, role, department):
    user = add_member(
        username=name, name=name, email=f"{name}@example.com", password=f"{name} sings in the rain",
        department=department, roles=[role],
    )  # fmt: skip
    _key, made.keys[name] = create_key(user, name="bench", scopes=["read", "write"], by=system())
    return user


def session_of(user) -> str:
    """The cookie of a signed-in browser of this person."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
