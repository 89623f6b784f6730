"""A resource for tests of the API's base: departments that can be written, and their addresses."""

import errno

from django import forms
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation, ValidationError
from django.db import OperationalError
from django.urls import include, path, re_path
from rest_framework.routers import SimpleRouter

from core.api import BASE_FIELDS, Api, RecordSerializer, RecordViewSet, sub
from core.api.unknown import unknown_address
from core.errors import Blocked, Denied, Stale
from core.forms import DecimalText, JSONList, MoveForm, RecordChoice, UserChoice
from core.guards import Blocker
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
        small=True,
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

    @sub("get", reads=("as_of",))
    def bells(self, record, by):
        """An action that reads one parameter."""
        return []

    @sub("post", status=200)
    def ring(self, record, by):
        """An action that takes no fields."""
        return record


FAILURES = {
    "denied": Denied("Only finance."),
    "blocked": Blocked([Blocker("no_budget", "No budget.", "Ask for one.", "/leads/")]),
    "stale": Stale(3),
    "invalid": ValidationError({"amount": "Too much."}),
    "forbidden": PermissionDenied("Not you."),
    "suspicious": SuspiciousOperation("odd"),
    "too-big": RequestDataTooBig("big"),
    "away": OperationalError("connection refused"),
    "no-room": OSError(errno.ENOSPC, "secret inside"),
    "broken": ZeroDivisionError("secret inside"),
}


class FailingView(Api):
    """Fails as it is told to."""

    def get(self, request, how):
        raise FAILURES[how]


def failing_page(request, how):
    raise FAILURES[how]


failing_page.public = True

router = SimpleRouter()
router.register("samples", SampleViewSet, basename="samples")
urlpatterns = [
    path("api/v1/", include(router.urls)),
    path("api/v1/fail/<slug:how>/", FailingView.as_view()),
    path("fail/<slug:how>/", failing_page),
    re_path("^api/", unknown_address),
]
handler400 = "core.middleware.bad_request"
handler403 = "core.middleware.denied"
handler404 = "core.middleware.missing"
handler500 = "core.middleware.failed"
