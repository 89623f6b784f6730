"""What the outbox does for the desk, mails of notices; and the nightly sweep of files that no paper names."""

from uuid import UUID

from celery import shared_task
from django.apps import apps
from django.conf import settings
from django.utils.translation import override

from core.attention import text_of
from core.mail import mail
from core.outbox import handler
from core.tasks import ONE_TENANT, for_each_tenant
from core.tenancy import acting_for
from desk.sweeping import sweep
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


@shared_task(name="desk.sweep_files")
def sweep_files() -> None:
    """Nightly: have each tenant's files swept that no paper names."""
    for_each_tenant("desk.sweep_files_of", hour=4)


@shared_task(name="desk.sweep_files_of", **ONE_TENANT)
def sweep_files_of(tenant_id: str, as_of: str) -> None:
    """Remove what a rollback or a killed process left on disk."""
    with acting_for(UUID(tenant_id)):
        sweep()
