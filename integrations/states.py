"""Where an import stands."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class ImportState(TextChoices):
    """A technical process without guards or gates: its states are set by integrations.imports alone."""

    MATCHING = "matching", pgettext_lazy("import state", "Columns to match")
    QUEUED = "queued", pgettext_lazy("import state", "Queued")
    RUNNING = "running", pgettext_lazy("import state", "Running")
    DONE = "done", pgettext_lazy("import state", "Done")
    PARTIAL = "partial", pgettext_lazy("import state", "Partly failed")
    FAILED = "failed", pgettext_lazy("import state", "Not imported")
    CANCELLING = "cancelling", pgettext_lazy("import state", "Being cancelled")
    CANCELLED = "cancelled", pgettext_lazy("import state", "Cancelled")
    UNDOING = "undoing", pgettext_lazy("import state", "Being undone")
    UNDONE = "undone", pgettext_lazy("import state", "Undone")


AT_WORK = (ImportState.QUEUED, ImportState.RUNNING, ImportState.CANCELLING, ImportState.UNDOING)
WRITTEN = (ImportState.DONE, ImportState.PARTIAL)
