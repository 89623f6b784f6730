"""Files on disk that no paper names: a rollback or a killed process leaves them behind (core.upload.keep)."""

from datetime import timedelta

from django.core.files.storage import default_storage
from django.utils import timezone

from core.tenancy import current_tenant_id
from desk.models import Attachment

# Far longer than any transaction that may still name its file.
LEFT_ALONE = timedelta(days=7)


def sweep() -> int:
    """Remove the files of the tenant in force that no paper names and that are a week old. Returns how many."""
    folder = str(current_tenant_id())
    if not default_storage.exists(folder):
        return 0
    # Listed before the rows are read: what is kept in between is named by then, or young.
    files = [f"{folder}/{name}" for name in default_storage.listdir(folder)[1]]
    named = set(Attachment.objects.values_list("path", flat=True).iterator())
    before = timezone.now() - LEFT_ALONE
    left = [path for path in files if path not in named and default_storage.get_modified_time(path) < before]
    for path in left:
        default_storage.delete(path)
    return len(left)
