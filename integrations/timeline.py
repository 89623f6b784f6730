"""The words of what happens to an import."""

from django.utils.translation import gettext_lazy as _

from core.attention import texts
from core.events import sentences

FINISHED = _(
    "Import of {name}: {created} created, {updated} updated, {merged} merged, {skipped} skipped, {failed} failed"
)

sentences(
    {
        "import.received": _("{actor} brought the file {name}"),
        "import.tried": _("{actor} had {name} tried"),
        "import.started": _("{actor} started the import of {name}"),
        "import.finished": FINISHED,
        "import.cancelled": _("{actor} cancelled the import of {name}"),
        "import.undone": _("{actor} had the import of {name} undone"),
        "import.taken_back": _("{name}: {taken_back} rows taken back, {kept} kept"),
    }
)

texts(
    {
        "import.finished": FINISHED,
        "import.taken_back": _("Import of {name}: {taken_back} rows taken back, {kept} kept"),
    }
)
