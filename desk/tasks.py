"""What the outbox does for the desk: mails of notices."""

from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.utils.translation import override

from core.attention import text_of
from core.mail import mail
from core.outbox import handler
from tenancy.models import User


@handler("notice_mail")
def mail_notice(payload: dict) -> None:
    """Send a notice to its reader, in the reader's language, with the way to the record."""
    reader = User.objects.filter(pk=UUID(payload["user"]), is_active=True).first()
    if reader is None or not reader.email:
        return
    with override(reader.language):
        text = text_of(payload["kind"], payload["facts"])
        context = {"lines": [text], "url": _address(payload)}
        mail([reader.email], text, "message", context, reader.language)


def _address(payload: dict) -> str:
    """The record's page, or the workbench where the record is gone."""
    if not payload["record_type"]:
        return settings.BASE_URL
    record = apps.get_model(payload["record_type"]).objects.filter(pk=payload["record_id"]).first()
    return settings.BASE_URL + (record.get_absolute_url() if hasattr(record, "get_absolute_url") else "/")
