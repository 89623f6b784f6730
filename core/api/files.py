"""`GET …/export/?format=csv|xlsx`: a list as a file, with the list's own filters."""

from rest_framework.decorators import action

from core.listing.export import CSV, export, exported


class ExportMixin:
    """The file of a resource's list."""

    @action(detail=False, url_path="export")
    def export(self, request, **kwargs):
        """The list as a file; `fields` chooses columns, filters and order are those of the list."""
        asked = self.listing.asked(
            request.query_params, extra=("format",), reserved=("q", "ordering", "fields")
        )
        columns = exported(self.listing, self.by, asked.fields)
        rows = self.listing.matching(asked, self.by, queryset=self.rows(), sighted=self.rows_are_sighted)
        kind = request.query_params.get("format", CSV)
        return export(self.listing, asked, rows, columns, kind, self.by)
