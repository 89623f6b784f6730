"""The list of people, for the API and the settings page."""

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.listing import Column, Listing
from core.tenancy import current_tenant_id
from tenancy.models import Handover, User

people_listing = Listing(
    User,
    filters=["username", "name", "email", "created_at"],
    ordering=["username", "created_at"],
    default_order="username",
    columns=[Column("username", _("User name")), Column("created_at", _("Since"), kind="day")],
    searchable=False,
)

handovers_listing = Listing(
    Handover,
    filters=["former", "created_at"],
    ordering=["created_at"],
    default_order="-created_at",
    columns=[
        Column("former", _("Handed over by"), link=True),
        Column("created_at", _("Begun"), kind="moment"),
        Column("finished_at", _("Finished"), kind="moment"),
    ],
    select_related=["former", "created_by"],
    searchable=False,
)


def people():
    """Everybody who works or worked for the tenant in force, with department, roles and access here."""
    # User is global: the membership makes a person one of ours (decision 9).
    ours = User.objects.filter(memberships__tenant_id=current_tenant_id())
    return ours.annotate(
        department_id=F("memberships__department_id"),
        role_codes=F("memberships__roles"),
        has_access=F("memberships__is_active"),
    )


def narrowed(rows, *, find="", role="", department=None, access=""):
    """Of these people those whose name, user name or address holds `find`, with this role, in this department."""
    if find:
        rows = rows.filter(Q(name__icontains=find) | Q(username__icontains=find) | Q(email__icontains=find))
    if role:
        rows = rows.filter(role_codes__contains=[role])
    if department:
        rows = rows.filter(department_id=department.pk)
    if access:
        open_here = Q(has_access=True, is_active=True)
        rows = rows.filter(open_here if access == "open" else ~open_here)
    return rows
