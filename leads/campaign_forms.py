"""The form of a campaign's settings, for page and API."""

import re
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.forms import MoveForm
from leads.campaign_models import Ask, Campaign
from leads.states import Source

MOST_SITES = 20
HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")
AREA = forms.Textarea(attrs={"rows": 3})


class SitesField(forms.Field):
    """Addresses of websites, one a line or as a list; kept as origins (https://www.example.com)."""

    widget = forms.Textarea(attrs={"rows": 3, "placeholder": "https://www.example.com"})
    reads_json = True
    json_schema = {"type": "array", "items": {"type": "string", "examples": ["https://www.example.com"]}}

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        lines = value if isinstance(value, list) else str(value or "").splitlines()
        sites = [origin(str(line).strip()) for line in lines if str(line).strip()]
        if len(sites) > MOST_SITES:
            raise ValidationError(_("At most {most} sites.").format(most=MOST_SITES))
        return list(dict.fromkeys(sites))


def origin(address: str) -> str:
    """The origin of a website's address, as a browser names it. Raises ValidationError for anything else."""
    wrong = ValidationError(_("“{address}” is no address of a website.").format(address=address[:80]))
    try:
        parts = urlsplit(address if "//" in address else f"https://{address}")
        host = (parts.hostname or "").encode("idna").decode()
        port = f":{parts.port}" if parts.port else ""
    except (ValueError, UnicodeError) as error:
        raise wrong from error
    # It stands in a security header, where anything but a plain host would mean something.
    if parts.scheme not in ("https", "http") or not HOST.fullmatch(host):
        raise wrong
    return f"{parts.scheme}://{host}{port}"


def ask(label) -> forms.ChoiceField:
    """Whether the form asks for this."""
    return forms.ChoiceField(label=label, choices=Ask.choices)


class CampaignForm(MoveForm):
    """A campaign, what its form asks and says, and where it may be shown."""

    name = forms.CharField(label=gettext_lazy("Campaign"), max_length=100)
    source = forms.ChoiceField(label=gettext_lazy("Source"), choices=Source.choices)
    heading = forms.CharField(label=gettext_lazy("Heading of the form"), max_length=100)
    ask_contact_name = ask(pgettext_lazy("person", "Name"))
    ask_phone = ask(gettext_lazy("Phone"))
    ask_email = ask(gettext_lazy("E-mail"))
    ask_industry = ask(gettext_lazy("Industry"))
    ask_region = ask(gettext_lazy("Region"))
    ask_need = ask(gettext_lazy("Need"))
    consent = forms.CharField(
        label=gettext_lazy("Consent"), max_length=2000, required=False, widget=AREA,
        help_text=gettext_lazy("People tick it before they send; each answer keeps the words and the time."),
    )  # fmt: skip
    thanks = forms.CharField(label=gettext_lazy("Thanks after sending"), max_length=500, widget=AREA)
    sites = SitesField(
        label=gettext_lazy("Allowed sites"), required=False,
        help_text=gettext_lazy("Only their pages may show the form in a frame; one address a line."),
    )  # fmt: skip
    is_active = forms.BooleanField(label=pgettext_lazy("campaign", "Open"), required=False, initial=True)

    def clean(self):
        """Who answers must be within reach."""
        found = super().clean()
        asks = {found.get(name) or getattr(self.record, name, None) for name in ("ask_phone", "ask_email")}
        if asks == {Ask.NO}:
            told = _("Ask for a phone number or an e-mail.")
            self.add_error(None, ValidationError({"ask_phone": told}))
        return found


class ApiCampaignForm(CampaignForm):
    """The same for programs: what they leave out is as for a fresh campaign."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for name in self._usual():
            self.fields[name].required = False

    def clean(self):
        found = super().clean()
        for name in self._usual():
            found[name] = found.get(name) or Campaign._meta.get_field(name).default
        if "is_active" in self.fields and "is_active" not in self.data:
            found["is_active"] = True
        return found

    def _usual(self) -> list[str]:
        return [name for name in self.fields if name.startswith("ask_") or name == "source"]


def public_url(campaign) -> str:
    """Where the form is met."""
    return f"{settings.BASE_URL}/leads/f/{campaign.token}/"


def snippet(campaign) -> str:
    """What a website's page takes in to show the form."""
    src, title = escape(public_url(campaign)), escape(campaign.heading)
    return f'<iframe src="{src}" title="{title}" width="100%" height="760" loading="lazy"></iframe>'
