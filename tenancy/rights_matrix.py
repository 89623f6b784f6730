"""The rights matrix: what each role may, and how far it reaches."""

from collections import Counter

from tenancy.duties import conflicts
from tenancy.models import Membership
from tenancy.people import roles_in_use
from tenancy.roles import BUILT_IN, GROUPS, OPEN_TO_OWNERS, SEATED, Right, role_name

# How far a role's sight reaches, and with it every right of the role.
REACHES = (
    (Right.TENANT_READ, "full"), (Right.ORDERS_READ, "full"), (Right.SERVICE_READ, "full"),
    (Right.DEPARTMENT_READ, "half"),
)  # fmt: skip
OWN = "own"
# People of these roles own leads and sit on deals.
SELLERS = ("ar", "sr")


def matrix(tenant) -> dict:
    """What the matrix shows.

    {columns: [{role, name, people, conflicts}], groups: [{label, rows: [{right, cells: ["full" | "half" | "own" |
    ""]}]}]}.
    """
    roles = sorted(roles_in_use(), key=_as_declared)
    people = Counter(code for codes in _held(tenant) for code in codes)
    return {
        "columns": [
            {
                "role": role,
                "name": role_name(role),
                "people": people[role.code],
                "conflicts": conflicts(role.rights),
            }
            for role in roles
        ],
        "groups": [
            {
                "label": label,
                "rows": [{"right": right, "cells": [reach(role, right) for role in roles]} for right in some],
            }
            for label, some in GROUPS
        ],
    }


def reach(role, right) -> str:
    """How far `role` has `right`: the tenant, the department, own records and deals, or not at all."""
    if right.value in role.rights:
        return next((far for read, far in REACHES if read.value in role.rights), OWN)
    seated = role.code in SEATED.get(right, ()) or (role.code in SELLERS and right in OPEN_TO_OWNERS)
    return OWN if seated else ""


def _held(tenant):
    return Membership.objects.filter(tenant=tenant, is_active=True).values_list("roles", flat=True)


def _as_declared(role) -> tuple:
    codes = list(BUILT_IN)
    return (codes.index(role.code) if role.code in codes else len(codes), role.code)
