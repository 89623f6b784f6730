"""The refusals that services raise; core turns each into one reply for pages and one for the API."""

from django.utils.translation import gettext as _

from core.display import in_a_row
from core.guards import Blocker


class Refused(Exception):
    """A change that was asked for and not made; nothing was written."""

    status = 409
    code = "refused"

    def __init__(self, blockers=(), detail=""):
        self.blockers = list(blockers)
        self.detail = str(detail) or in_a_row(blocker.detail for blocker in self.blockers)
        super().__init__(self.detail)


class Denied(Refused):
    """The person sees the record but may not make this move."""

    status = 403
    code = "denied"

    def __init__(self, detail=""):
        super().__init__(detail=detail or _("You don't have the right to do this. Ask your administrator."))


class Blocked(Refused):
    """A check fails; the blockers say which, and what to do."""

    code = "blocked"


class Unavailable(Blocked):
    """The record's state has no such move (any more)."""

    code = "wrong_state"

    def __init__(self, label, state_label):
        detail = _("{move}: not possible in state “{state}”.").format(move=label, state=state_label)
        super().__init__([Blocker(self.code, detail, _("Reload the page to see what is possible now."))])


class Stale(Refused):
    """Somebody changed the record after the caller read it."""

    status = 412
    code = "stale"

    def __init__(self, current_version):
        self.current_version = current_version
        super().__init__(
            detail=_("Somebody changed this in the meantime. Reload, then make your change again.")
        )


class Busy(Blocked):
    """Two changes kept colliding in the database; trying again later helps."""

    code = "busy"

    def __init__(self):
        super().__init__(
            [
                Blocker(
                    self.code,
                    _("Somebody is changing the same records right now."),
                    _("Try again in a moment."),
                )
            ]
        )
