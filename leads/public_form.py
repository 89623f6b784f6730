"""The form of a campaign as strangers meet it: its fields, the stamp that it carries, and the way in by its token."""

import secrets
from contextlib import contextmanager

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.dates import moment
from core.links import LinkGone, digest_of
from core.tenancy import acting_for
from leads.campaign_models import Ask, Campaign
from leads.labels import ANSWERS
from leads.models import Lead
from tenancy.models import Door

# People need longer than this to read and fill in the form; programs don't.
LEAST_SECONDS = 3
# A page left open over night is still good.
MOST_SECONDS = 24 * 3600
SALT = "leads.public_form"


@contextmanager
def through(token: str):
    """Act for the company whose open campaign has this token, and yield the campaign. Raises LinkGone."""
    door = Door.objects.filter(digest=digest_of(token), kind=Door.Kind.FORM).first()
    if door is None:
        raise LinkGone()
    with acting_for(door.tenant_id):
        campaign = Campaign.objects.filter(token=token, is_active=True).first()
        if campaign is None:
            raise LinkGone()
        yield campaign


def stamp(campaign: Campaign) -> str:
    """What a form carries in place of a session: for which campaign it was given out, when, and its own key."""
    given = {"campaign": str(campaign.pk), "at": moment().timestamp(), "key": secrets.token_urlsafe(16)}
    return signing.dumps(given, salt=SALT)


def read_stamp(text: str, campaign: Campaign) -> tuple[str, float]:
    """The form's key and how many seconds it was open. Raises ValidationError for a forged or worn-out one."""
    try:
        given = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        given = {}
    age = moment().timestamp() - given.get("at", 0)
    if given.get("campaign") != str(campaign.pk) or age > MOST_SECONDS:
        raise ValidationError(_("This form has been open for too long. Please send it once more."))
    return given["key"], age


class PublicForm(forms.Form):
    """What a campaign asks for. The field `website` is hidden from people: what is in it was written by a program."""

    website = forms.CharField(required=False)

    def __init__(self, campaign: Campaign, data=None):
        super().__init__(data)
        self.campaign = campaign
        self.fields["company_name"] = _text("company_name", True)
        for name in Campaign.ASKS:
            if (wish := getattr(campaign, f"ask_{name}")) != Ask.NO:
                self.fields[name] = _text(name, wish == Ask.REQUIRED)
        if campaign.consent:
            self.fields["agreed"] = forms.BooleanField(label=campaign.consent)

    def clean(self):
        """Nobody can be answered who leaves neither a number nor an address."""
        found = super().clean()
        ways = [name for name in ("phone", "email") if name in self.fields]
        if ways and not any(found.get(name) or self.errors.get(name) for name in ways):
            self.add_error(ways[0], _("Leave a phone number or an e-mail, so that we can answer."))
        return found

    @property
    def said(self) -> dict[str, str]:
        """What was filled in, as columns of a lead."""
        names = ("company_name", *Campaign.ASKS)
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name)}

    @property
    def is_by_a_program(self) -> bool:
        return bool(self.cleaned_data.get("website"))


def _text(name: str, required: bool):
    """A field as long as the lead's column, with what a phone's keyboard should offer."""
    column = Lead._meta.get_field(name)
    kind = forms.EmailField if name == "email" else forms.CharField
    field = kind(label=ANSWERS[name], max_length=column.max_length, required=required)
    if name == "need":
        field.widget = forms.Textarea(attrs={"rows": 4, "maxlength": column.max_length})
    field.widget.attrs |= KEYBOARD.get(name, {})
    return field


KEYBOARD = {
    "company_name": {"autocomplete": "organization"},
    "contact_name": {"autocomplete": "name"},
    "phone": {"autocomplete": "tel", "inputmode": "tel"},
    "email": {"autocomplete": "email", "inputmode": "email"},
}
