"""The file provider: what the file in force says of a company, found by its unified code, else by its name."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.models import SourceRow
from customers.providers import Reading


class Files:
    """A file of facts (CSV or XLSX), uploaded by people; its rows are kept until the next file."""

    label = gettext_lazy("File (CSV, XLSX)")

    def check(self, values) -> None:
        """A row must be found by something."""
        if values["mapping"] and not (values["code_column"] or values["name_column"]):
            told = _("Name the column of the unified code or that of the name.")
            raise ValidationError({"code_column": told})

    def read(self, source, customer) -> Reading | None:
        """The company's row."""
        rows = SourceRow.objects.filter(source=source)
        row = None
        if customer.unified_code:
            row = rows.filter(unified_code=customer.unified_code).first()
        if row is None:
            row = rows.filter(unified_code="", normalised_name=customer.normalised_name).first()
        return row and Reading(row.values, {}, row.day)
