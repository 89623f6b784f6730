"""What notices say about people's access."""

from django.utils.translation import gettext_lazy as _

from core.attention import texts


def install() -> None:
    """Called when the app is ready."""
    texts(
        {
            "user.password_renewed": _(
                "Your password was changed by a link. If it was not you, call your administrator."
            ),
            "user.password_reset": _("{actor} gave you a new first password. Change it after signing in."),
            "user.second_step_reset": _(
                "{actor} turned off the second step at your sign-in. If you didn't ask for it, say so at once."
            ),
            "user.signed_out": _("{actor} signed you out of {count} devices."),
            "absence.deputy": _("You vote for {name} from {starts_on} to {ends_on}."),
        }
    )
