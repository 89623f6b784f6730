"""The line of those who are given leads by rule: fair under concurrent creation, with caps, without the absent."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import Count, Max

from core.dates import local_day
from core.tenancy import current_tenant_id
from leads.models import AssignmentRule, Lead, Receiver
from leads.rules import OPEN_CAP
from leads.states import IN_WORK
from tenancy.models import Absence, Department, Membership, User
from tenancy.people import members
from tenancy.roles import Right
from tenancy.rules import rule as rule_of


def hold() -> None:
    """Nobody else gives out leads of this tenant until the transaction ends: turns and caps stay true."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtext('l2c_lead_line'), hashtext(%s))",
            [str(current_tenant_id())],
        )


def next_of(rule: AssignmentRule, besides: Iterable = ()) -> User | None:
    """Whose turn it is: of the rule's people who are here and below their cap, who waits longest. Writes nothing."""
    free = free_people(rule, besides)
    turns = dict(Receiver.objects.filter(user__in=free).values_list("user_id", "turn"))
    return min(free, key=lambda user: (turns.get(user.pk, 0), user.name, user.pk), default=None)


def took(user: User) -> None:
    """The person goes to the end of the line. The line must be held."""
    last = Receiver.objects.aggregate(last=Max("turn"))["last"] or 0
    Receiver.objects.update_or_create(user=user, defaults={"turn": last + 1})


class Line:
    """The line as it stands, for giving out many leads at once; it must be held until `keep` has written it."""

    def __init__(self):
        self.turns = dict(Receiver.objects.values_list("user_id", "turn"))
        self.last = max(self.turns.values(), default=0)
        self.left: dict = {}
        self.people: dict = {}
        self.moved: set = set()

    def chosen(self, rules) -> tuple[AssignmentRule, User] | None:
        """The first rule that has somebody free, and whose turn it is; that one goes to the end of the line."""
        for rule in rules:
            free = [user for user in self._people_of(rule) if self.left[user.pk] > 0]
            if free:
                user = min(free, key=lambda user: (self.turns.get(user.pk, 0), user.name, user.pk))
                self._took(user)
                return rule, user
        return None

    def keep(self) -> None:
        """Write who stands where now."""
        for user_id in self.moved:
            Receiver.objects.update_or_create(user_id=user_id, defaults={"turn": self.turns[user_id]})

    def _people_of(self, rule) -> list[User]:
        if rule.pk not in self.people:
            self.people[rule.pk] = people = free_people(rule)
            ids = [user.pk for user in people if user.pk not in self.left]
            have, caps, usual = open_leads(ids), caps_of(ids), rule_of(OPEN_CAP.key)
            self.left |= {pk: caps.get(pk, usual) - have.get(pk, 0) for pk in ids}
        return self.people[rule.pk]

    def _took(self, user) -> None:
        self.last += 1
        self.turns[user.pk] = self.last
        self.left[user.pk] -= 1
        self.moved.add(user.pk)


def free_people(rule: AssignmentRule, besides: Iterable = ()) -> list[User]:
    """Who can take one more lead by this rule now."""
    present = [user for user in people_of(rule) if user.pk not in set(besides)]
    ids = [user.pk for user in present]
    today = local_day()
    away = set(
        Absence.objects.filter(user__in=ids, starts_on__lte=today, ends_on__gte=today).values_list(
            "user_id", flat=True
        )
    )
    have, caps, usual = open_leads(ids), caps_of(ids), rule_of(OPEN_CAP.key)
    return [u for u in present if u.pk not in away and have.get(u.pk, 0) < caps.get(u.pk, usual)]


def people_of(rule: AssignmentRule) -> list[User]:
    """The rule's person, or those of its team and the teams below who may take leads; active ones only."""
    if rule.user_id:
        return list(members().filter(pk=rule.user_id))
    teams = Department.objects.filter(path__contains=f"/{rule.department_id}/").values_list("pk", flat=True)
    seats = Membership.objects.filter(
        tenant_id=current_tenant_id(), department_id__in=list(teams), rights__contains=[str(Right.LEAD_CLAIM)]
    )
    return list(members().filter(pk__in=seats.values("user_id")).order_by("name", "pk"))


def open_leads(ids) -> dict:
    """{user id: open leads in hand}."""
    rows = Lead.objects.filter(owner__in=ids, state__in=IN_WORK).order_by().values("owner_id")
    return dict(rows.annotate(n=Count("number")).values_list("owner_id", "n"))


def caps_of(ids) -> dict:
    """{user id: own cap} of those who have one."""
    return dict(Receiver.objects.filter(user__in=ids, cap__isnull=False).values_list("user_id", "cap"))
