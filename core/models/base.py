"""What every table of a tenant has: a key, a tenant, and for records a history of their own."""

from functools import cache

import uuid_utils.compat as uuids
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.base import ModelState
from django.db.models.expressions import Combinable
from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _

from core import rows, single
from core.dates import local_day, moment
from core.fields import PersonRef, ReadAnew, Ref
from core.tenancy import current_tenant_id, tenant_in_force


@cache
def _labels(field) -> dict:
    """{value: lazy label} of a field's choices."""
    return dict(field.flatchoices)


def new_id():
    """A UUIDv7: made in Python, so that bulk inserts and events know it; sorts by time of birth."""
    return uuids.uuid7()


class TenantManager(models.Manager):
    """Rows of the tenant in force.

    Outside acting_for a queryset may be built (forms do at import), not run: the database's policy raises.
    """

    def get_queryset(self):
        rows = super().get_queryset()
        tenant_id = tenant_in_force()
        return rows if tenant_id is None else rows.filter(tenant_id=tenant_id)


class TenantModel(models.Model):
    """A row that belongs to one tenant. core.hardening derives keys, row security and grants from this class."""

    append_only = False
    keeps_history = False
    belongs_to_tenant = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(
        "tenancy.Tenant",
        models.CASCADE,
        default=current_tenant_id,
        editable=False,
        related_name="+",
        db_index=False,
    )

    objects: models.Manager = TenantManager()

    class Meta:
        abstract = True
        # Django's own reads (related objects, refresh) go through the scoped manager too.
        base_manager_name = "objects"

    def _get_FIELD_display(self, field):
        """What get_x_display answers; Django's own turns every label of the field into text for each value it shows."""
        value = getattr(self, field.attname)
        return force_str(_labels(field).get(value, value), strings_only=True)

    @classmethod
    def from_db(cls, db, field_names, values):
        """A row read. Django sends each value through its field's guard (of related rows, of the state), which costs
        a list more than its query does; a new instance has nothing to guard. Nobody here hears of instances made."""
        read = cls.__new__(cls)
        read.__dict__.update(zip(field_names, values, strict=True))
        read._state = ModelState()
        read._state.adding, read._state.db = False, db
        return read

    # What save() writes, by texts that the server has planned (ADR 0010); what only Django can write is left to it.

    def _do_insert(self, manager, using, fields, returning_fields, raw):
        if raw or returning_fields or using != DEFAULT_DB_ALIAS:
            return super()._do_insert(manager, using, fields, returning_fields, raw)
        rows.insert(self)
        return []

    def _do_update(self, base_qs, using, pk_val, values, update_fields, forced_update):
        plain = not any(isinstance(value, Combinable) for _field, _model, value in values)
        if not values or not plain or using != DEFAULT_DB_ALIAS:
            return super()._do_update(base_qs, using, pk_val, values, update_fields, forced_update)
        wrapper = connections[using]
        written = {field.column: field.get_db_prep_save(value, wrapper) for field, _model, value in values}
        return rows.update(self.pk, *single.updating(self, written))


class Record(TenantModel):
    """A row that people make and change: knows when, by whom, and how often it was changed."""

    api_name = ""
    noun = ""

    created_at = models.DateTimeField(_("created"), default=moment, editable=False)
    updated_at = models.DateTimeField(_("updated"), default=moment, editable=False)
    created_by = PersonRef(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta(TenantModel.Meta):
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            self.version += 1
            self.updated_at = moment()
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "version", "updated_at"}
        super().save(*args, **kwargs)


class StageRecord(ReadAnew, Record):
    """A record with a state machine, an owner and, where a gate was asked for, the gate it waits at."""

    state_field = "state"

    number = models.CharField(_("number"), max_length=32, blank=True, default="")
    owner = PersonRef(null=True, blank=True, verbose_name=_("owner"))
    department = Ref(
        "tenancy.Department", null=True, blank=True, related_name="+", verbose_name=_("department")
    )
    pending_gate = models.CharField(
        _("waiting at gate"), max_length=12, blank=True, default="", editable=False
    )
    state_since = models.DateTimeField(default=moment, editable=False)

    class Meta(Record.Meta):
        abstract = True

    def __str__(self):
        return self.number or str(self.pk)

    @property
    def as_of(self):
        """The day a move on this record is judged on: the tenant's local day of the moment acted at."""
        return local_day()
