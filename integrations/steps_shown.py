"""The four steps of an import, as its page shows them."""

from django.utils.translation import pgettext

from integrations.models import Import
from integrations.states import ImportState


def steps_of(upload: Import | None) -> list[dict]:
    """[{"label", "is_done", "is_current"}]; no import: the file is still to be brought."""
    labels = [
        pgettext("import step", "File"),
        pgettext("import step", "Columns"),
        pgettext("import step", "Trial"),
        pgettext("import step", "Writing"),
    ]
    current = _current(upload)
    return [
        {"label": label, "is_done": at < current, "is_current": at == current}
        for at, label in enumerate(labels)
    ]


def _current(upload) -> int:
    if upload is None:
        return 0
    if upload.state == ImportState.MATCHING:
        return 1
    if upload.dry_run:
        return 2
    return 4 if upload.is_written else 3
