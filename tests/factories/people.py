"""A tenant with a person in every role: what most tests begin with."""

from uuid import uuid4

from core.tenancy import acting_for
from tenancy.actor import actor_for
from tenancy.models import Department
from tenancy.people import add_member
from tenancy.roles import BUILT_IN
from tenancy.setup import create_tenant

PASSWORD = "correct horse battery"
SALES = ("ar", "sr", "fr")


class World:
    """A tenant and its people: `world.ar` is the AR's user, `world.by("ar")` the actor.

    ready: keys of records that stand there from the start, by what they are; a factory hands each out once a test.
    """

    def __init__(self, tenant, people: dict, ready: dict | None = None):
        self.tenant, self.people, self.ready = tenant, people, ready or {}

    def __getattr__(self, name):
        try:
            return self.__dict__["people"][name]
        except KeyError as error:
            raise AttributeError(name) from error

    def anew(self) -> "World":
        """The same company as it was made, for another test."""
        return World(self.tenant, dict(self.people), dict(self.ready))

    def by(self, code: str):
        """The person of this role as an actor; the tenant must be in force."""
        return actor_for(self.people[code])

    def acting(self):
        """Put the tenant in force."""
        return acting_for(self.tenant)


def make_world(code: str = "", prefix: str = "", **tenant) -> World:
    """A fresh tenant; departments ar, sr, fr under sales_manager, as in the demo; one person per role.

    User names are unique over the installation, so they carry a random prefix unless one is given.
    """
    code = code or f"t{uuid4().hex[:12]}"
    prefix = prefix or f"{code}-"
    made = create_tenant(code=code, name=tenant.pop("name", code), **tenant)
    with acting_for(made):
        sales = Department.objects.create(code="sales", name="Sales")
        below = {c: Department.objects.create(code=c, name=c.upper(), parent=sales) for c in SALES}
        people = {
            role: add_member(
                username=f"{prefix}{role}",
                name=f"{role} of {code}",
                email=f"{prefix}{role}@example.com",
                password=PASSWORD,
                department=below.get(role) or (sales if role == "sales_manager" else None),
                roles=[role],
            )
            for role in BUILT_IN
        }
    return World(made, people)
