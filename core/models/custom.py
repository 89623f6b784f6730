"""Custom fields: what they are, and their values once more in columns that filters find by an index."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.display import in_chinese
from core.models.base import Record, TenantModel


class HasCustom(models.Model):
    """A record that may have custom fields: {code: value as the API shows it} (ADR 0014)."""

    custom = models.JSONField(_("custom fields"), default=dict, blank=True)

    class Meta:
        abstract = True


class CustomField(Record):
    """A custom field of the records of one kind."""

    class Type(models.TextChoices):
        TEXT = "text", pgettext_lazy("field type", "Text")
        LONG_TEXT = "long_text", pgettext_lazy("field type", "Long text")
        INTEGER = "integer", pgettext_lazy("field type", "Whole number")
        DECIMAL = "decimal", pgettext_lazy("field type", "Decimal number")
        MONEY = "money", pgettext_lazy("field type", "Amount")
        DATE = "date", pgettext_lazy("field type", "Date")
        CHOICE = "choice", pgettext_lazy("field type", "Choice")
        CHOICES = "choices", pgettext_lazy("field type", "Several choices")
        FLAG = "flag", pgettext_lazy("field type", "Yes or no")
        USER = "user", pgettext_lazy("field type", "Colleague")

    api_name = "custom-fields"
    noun = "custom_field"
    keeps_history = True

    kind = models.CharField(_("kind of record"), max_length=20)
    code = models.CharField(_("code"), max_length=40)
    label = models.CharField(_("name"), max_length=60)
    label_en = models.CharField(_("English name"), max_length=60, blank=True, default="")
    type = models.CharField(pgettext_lazy("field", "type"), max_length=12, choices=Type.choices)
    is_required = models.BooleanField(_("required"), default=False)
    options = models.JSONField(_("choices"), default=list, blank=True)
    help = models.CharField(_("hint"), max_length=200, blank=True, default="")
    position = models.PositiveIntegerField(_("order"), default=1)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta(Record.Meta):
        verbose_name, verbose_name_plural = _("custom field"), _("custom fields")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "kind", "code"], name="custom_field_code_once"),
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[a-z](_?[a-z0-9])*$"), name="custom_field_code"
            ),
        ]

    def __str__(self):
        return self.words

    @property
    def words(self) -> str:
        """Its name in the reader's language."""
        return self.label if in_chinese() else self.label_en or self.label

    @property
    def name(self) -> str:
        """The field as forms, lists and events spell it."""
        return f"custom-{self.code}"

    @property
    def column(self) -> str:
        """The field as columns, addresses and the API spell it."""
        return f"custom.{self.code}"

    def options_words(self) -> dict[str, str]:
        """{code: word} of its choices in the reader's language, those that are no longer offered too."""
        chinese = in_chinese()
        return {
            one["code"]: one["label"] if chinese else one.get("label_en") or one["label"]
            for one in self.options
        }


class CustomValue(TenantModel):
    """One value of a custom field, beside the record that holds it: only there for lists to find records by it.

    A value stands in the column of its type; of several choices each has a row. Numbers are whole millionths,
    amounts smallest units of the company's currency: only such columns are compared leakproof (decision 11).
    """

    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=40)
    record_id = models.UUIDField()
    text = models.CharField(max_length=200, null=True)
    number = models.BigIntegerField(null=True)
    day = models.DateField(null=True)

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["tenant", "record_id"], name="custom_value_record"),
            *(
                models.Index(fields=["tenant", "kind", "code", column, "record_id"], name=f"custom_value_{column}",
                             condition=models.Q(**{f"{column}__isnull": False}))
                for column in ("text", "number", "day")
            ),
        ]  # fmt: skip
