"""A resource for tests of the API's base: departments that can be written, and their addresses."""

from django import forms
from django.urls import include, path, re_path
from rest_framework.routers import SimpleRouter

from core.api import BASE_FIELDS, RecordSerializer, RecordViewSet, sub
from core.api.unknown import unknown_address
from core.forms import DecimalText, JSONList, MoveForm, RecordChoice, UserChoice
from core.listing import Listing
from core.workflow import edit
from tenancy.models import Department


class SampleForm(MoveForm):
    code = forms.CharField(max_length=40)
    name = forms.CharField(max_length=80)
    parent = RecordChoice(Department, required=False)
    lines = JSONList(required=False, item=type("Line", (MoveForm,), {"quantity": DecimalText(positive=True)}))


class SampleSerializer(RecordSerializer):
    class Meta:
        model = Department
        fields = (*BASE_FIELDS, "code", "name", "parent")


class SampleViewSet(RecordViewSet):
    """Departments, written to."""

    listing = Listing(
        Department,
        filters=["code", "name", "parent", "created_at", "created_by"],
        ordering=["code", "name", "created_at"],
        default_order="-created_at",
        searchable=False,
    )
    serializer_class = SampleSerializer
    create_form = SampleForm

    def create_record(self, by, code, name, parent=None, lines=None):
        return Department.objects.create(code=code, name=name, parent=parent)

    def update_record(self, record, by, expected_version, **values):
        return edit(record, by=by, expected_version=expected_version, **values)

    def delete_record(self, record, by):
        record.delete()

    @sub("put", items=UserChoice())
    def helpers(self, record, by, items):
        """The people who help."""
        return {"people": [str(user.pk) for user in items]}


router = SimpleRouter()
router.register("samples", SampleViewSet, basename="samples")
urlpatterns = [path("api/v1/", include(router.urls)), re_path("^api/", unknown_address)]
handler400 = "core.middleware.bad_request"
handler403 = "core.middleware.denied"
handler404 = "core.middleware.missing"
handler500 = "core.middleware.failed"
