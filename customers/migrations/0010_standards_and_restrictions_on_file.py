"""Tenants from before have the handbook's standards of open credit, and a record of each freeze and blacklisting."""

from django.db import migrations

from core.models.base import new_id

STANDARDS = (("state_grid", None), ("cash_on_delivery", None), ("bank_rating", 12), ("insurer_list", 12))
KINDS = (("freeze", "frozen"), ("blacklist", "blacklisted"))


def fill(apps, schema_editor):
    tenants = apps.get_model("tenancy", "Tenant").objects.using(schema_editor.connection.alias)
    for tenant_id in list(tenants.values_list("pk", flat=True)):
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("select set_config('app.tenant_id', %s, true)", [str(tenant_id)])
        _standards(apps, tenant_id)
        _restrictions(apps, tenant_id)


def _standards(apps, tenant_id):
    model = apps.get_model("customers", "CreditStandard")
    known = set(model.objects.filter(tenant_id=tenant_id).values_list("code", flat=True))
    model.objects.bulk_create(
        model(id=new_id(), tenant_id=tenant_id, code=code, months=months, position=position)
        for position, (code, months) in enumerate(STANDARDS, 1)
        if code not in known
    )


def _restrictions(apps, tenant_id):
    model = apps.get_model("customers", "Restriction")
    customers = apps.get_model("customers", "Customer").objects.filter(tenant_id=tenant_id, merged_into=None)
    for kind, flag in KINDS:
        known = set(
            model.objects.filter(tenant_id=tenant_id, kind=kind).values_list("customer_id", flat=True)
        )
        model.objects.bulk_create(
            model(
                id=new_id(), tenant_id=tenant_id, customer_id=one.pk, kind=kind, state="in_force",
                reason=getattr(one, f"{flag}_reason"), imposed_at=getattr(one, f"{flag}_at"),
                imposed_by_id=getattr(one, f"{flag}_by_id"), owner_id=getattr(one, f"{flag}_by_id"),
            )
            for one in customers.filter(**{flag: True})
            if one.pk not in known
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("customers", "0009_credit_cases_insurance_restrictions")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
