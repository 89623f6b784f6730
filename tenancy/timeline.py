"""What notices say about people's access."""

from django.utils.translation import gettext_lazy as _

from core.attention import texts
from core.events import sentences


def install() -> None:
    """Called when the app is ready."""
    sentences(
        {
            "handover.started": _("{actor} began to hand over what {former} answers for: {count}"),
            "handover.finished": _("What {former} answered for is handed over"),
        }
    )
    texts(
        {
            "user.password_renewed": _(
                "Your password was changed by a link. If it was not you, call your administrator."
            ),
            "user.password_reset": _("{actor} gave you a new first password. Change it after signing in."),
            "user.second_step_reset": _(
                "{actor} turned off the second step at your sign-in. If you didn't ask for it, say so at once."
            ),
            "handover.finished": _(
                "What {former} answered for is handed over: {moved}; ended: {ended}; "
                "back to the pool: {pooled}; it stays: {stays}."
            ),
            "handover.received": _("You answer for what {former} handed over: {count} records."),
            "user.signed_out": _("{actor} signed you out of {count} devices."),
            "absence.deputy": _("You vote for {name} from {starts_on} to {ends_on}."),
        }
    )
