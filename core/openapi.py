"""The OpenAPI description: what each operation is for, what it reads and answers, and every refusal it may give."""

import re

from django.utils.translation import gettext as _
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from core.api.schemas import schema_of_form, schema_of_items

PROBLEM_REF = {"$ref": "#/components/schemas/Problem"}


class Schema(AutoSchema):
    """Reads RecordViewSet's declarations: listing, forms, moves."""
