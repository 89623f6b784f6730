"""A campaign with its form for other people's web pages, and what came in by it."""

import secrets

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.fields import Ref
from core.models import Record
from leads.states import Source


class Ask(models.TextChoices):
    """Whether the form asks for something."""

    NO = "no", pgettext_lazy("form field", "Not asked")
    OPTIONAL = "optional", pgettext_lazy("form field", "May stay empty")
    REQUIRED = "required", pgettext_lazy("form field", "Required")


def asked(label, default: str = Ask.NO):
    """A column that says whether the form asks for this."""
    return models.CharField(label, max_length=8, choices=Ask.choices, default=default)


class Campaign(Record):
    """What we advertise, and the form by which people answer; the company is always asked for."""

    api_name = "campaigns"
    noun = "campaign"
    keeps_history = True
    ASKS = ("contact_name", "phone", "email", "industry", "region", "need")

    name = models.CharField(_("campaign"), max_length=100)
    source = models.CharField(_("source"), max_length=24, choices=Source.choices, default=Source.WEB_FORM)
    heading = models.CharField(_("heading of the form"), max_length=100)
    ask_contact_name = asked(_("Name"), Ask.REQUIRED)
    ask_phone = asked(_("Phone"), Ask.OPTIONAL)
    ask_email = asked(_("E-mail"), Ask.OPTIONAL)
    ask_industry = asked(_("Industry"))
    ask_region = asked(_("Region"))
    ask_need = asked(_("Need"), Ask.OPTIONAL)
    consent = models.TextField(_("consent"), max_length=2000, blank=True, default="")
    thanks = models.CharField(_("thanks"), max_length=500)
    # Origins, https://www.example.com, whose pages may show the form in a frame.
    sites = models.JSONField(_("allowed sites"), default=list, blank=True)
    # Stands in the form's public address; it opens nothing but the form.
    token = models.CharField(max_length=43, default=secrets.token_urlsafe, editable=False)
    is_active = models.BooleanField(_("open"), default=True)

    class Meta(Record.Meta):
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="tenant_campaign_name")]

    def __str__(self):
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("leads:campaign", args=[self.pk])


class Touch(Record):
    """Somebody sent a campaign's form: what they said, and to what they agreed and when (created_at)."""

    append_only = True
    noun = "lead_touch"

    lead = Ref("leads.Lead", related_name="touches")
    campaign = Ref(Campaign, related_name="touches")
    said = models.JSONField(default=dict)
    consent = models.TextField(blank=True, default="")
    # Of the form as it was given out: sent twice, it is one touch.
    key = models.CharField(max_length=32)

    class Meta(Record.Meta):
        verbose_name = _("answer to a form")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "campaign", "key"], name="tenant_touch_once")
        ]
        indexes = [models.Index(fields=["tenant", "lead", "created_at"], name="touch_of_lead")]
