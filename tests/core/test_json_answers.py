"""Answers say the same whoever writes them: beside DRF's own renderer, value by value."""

import json
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy
from rest_framework.renderers import JSONRenderer

from core.api.renderers import Json
from leads.states import LeadState

VALUES = [
    {}, [], "", 0, 1.5, True, None, "节拍 42 秒", "a\u2028b", 'quote " and \\', "\n\t\x01", 2**53,
    Decimal("1.50"), UUID(int=7), date(2026, 11, 24), time(9, 30), timedelta(hours=1),
    datetime(2026, 11, 24, 9, 30, tzinfo=UTC), datetime(2026, 11, 24, 9, 30, 1, 123456, tzinfo=UTC),
    datetime(2026, 11, 24, 9, 30, tzinfo=timezone(timedelta(hours=8))),
    gettext_lazy("Leads"), SafeString("<b>"), LeadState.NEW, {LeadState.NEW: 1}, {1: "number"}, ("a", 1),
    {"a": [{"b": None}]},
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_an_answer_reads_as_drf_writes_it(value):
    ours, theirs = Json().render({"value": value}), JSONRenderer().render({"value": value})

    assert json.loads(ours) == json.loads(theirs)


def test_no_content_is_no_body():
    assert Json().render(None) == b""
