"""Promises, disputes, causes, corrective actions and legal cases over the API."""

from core.api import StageViewSet
from receivables import chasing_forms as forms
from receivables.api import chasing_shapes as shapes
from receivables.chasing_listing import promises_listing
from receivables.services.promises import promise


class PromiseViewSet(StageViewSet):
    """Promises to pay."""

    listing = promises_listing
    serializer_class = shapes.PromiseSerializer
    create_form = forms.NewPromiseForm

    def create_record(self, by, receivable, **values):
        return promise(receivable, by=by, **values)
