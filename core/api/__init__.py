"""The REST API's base: what a resource needs to declare, and how errors look. See core.api.records."""

from core.api.actions import sub
from core.api.fields import MoneyField, RefField, reference
from core.api.moves import StageViewSet
from core.api.parsers import Json, Upload
from core.api.problems import problem
from core.api.records import RecordViewSet
from core.api.serializers import BASE_FIELDS, STAGE_FIELDS, RecordSerializer, shown
from core.api.views import Api, ApiViewSet, created

__all__ = [
    "BASE_FIELDS", "STAGE_FIELDS", "Api", "ApiViewSet", "Json", "MoneyField", "RecordSerializer", "RecordViewSet",
    "RefField", "StageViewSet", "Upload", "created", "problem", "reference", "shown", "sub",
]  # fmt: skip
