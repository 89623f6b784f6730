"""The search table: every record's words, and each pair of neighbouring characters in them (decision 11)."""

from django.db import models

from core.models.base import TenantModel
from core.tenancy import current_tenant_id


class SearchText(TenantModel):
    """The words of one record, normalised; an exact look at them settles what the pairs only suggest."""

    kind = models.CharField(max_length=60)
    object_id = models.UUIDField()
    text = models.TextField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "object_id"], name="search_text_of_object")]


class SearchGram(TenantModel):
    """Two neighbouring characters of one record, in one whole number together with the kind of record.

    Pure volume, so the row is its own key (decision 10); found under row security by leakproof comparisons only.
    """

    id = None  # type: ignore[assignment]  # the way to leave out an inherited field
    pk = models.CompositePrimaryKey("tenant_id", "gram", "object_id")
    # A record has fifty of these and one SearchText, whose key to the tenant says the same for all of them.
    tenant = models.ForeignKey(
        "tenancy.Tenant", models.CASCADE, default=current_tenant_id, editable=False, related_name="+",
        db_index=False, db_constraint=False,
    )  # fmt: skip
    gram = models.BigIntegerField()
    object_id = models.UUIDField()

    class Meta(TenantModel.Meta):
        pass
