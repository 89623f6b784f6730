"""The settings page of campaigns and their web forms, and the form as strangers meet it."""

from csp.constants import SELF
from csp.decorators import csp_replace
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt

from core.http import refuse, reply
from core.links import LinkGone
from core.pages import submitted
from core.throttle import over
from leads.campaign_forms import CampaignForm, public_url, snippet
from leads.campaign_models import Ask, Campaign, Touch
from leads.public_form import LEAST_SECONDS, PublicForm, read_stamp, stamp, through
from leads.services.campaigns import save_campaign, take
from tenancy.settings_views import settled
from tenancy.signin import address_of
from tenancy.views import public

MOST_SENT, IN_SECONDS = 10, 600


# --- settings -------------------------------------------------------------------------------------------------


@settled
def campaigns(request):
    """All campaigns, and a form for one more."""
    return _edited(request, None)


@settled
def campaign(request, pk):
    """One campaign opened, with its form's address and what a website takes in."""
    return _edited(request, get_object_or_404(Campaign, pk=pk))


def _edited(request, opened):
    entered = submitted(request) if request.method == "POST" else None
    form = CampaignForm(entered, by=request.actor, initial=_as_entered(opened))
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_campaign(opened, by=request.actor, **form.cleaned_data)
            return reply(request, saved, _("Campaign saved"))
        except ValidationError as error:
            form.add_error("name", ValidationError(error.messages))
    context = _context(opened) | {"form": form}
    if request.method == "POST":
        return refuse(request, "leads/campaigns.html", context, 422)
    return render(request, "leads/campaigns.html", context)


def _as_entered(opened) -> dict:
    shown = opened or Campaign(thanks=_("Thank you. We will be in touch soon."))
    return {name: getattr(shown, name) for name in CampaignForm.base_fields}


def _context(opened) -> dict:
    came = dict(
        Touch.objects.order_by()
        .values("campaign_id")
        .annotate(n=Count("key"))
        .values_list("campaign_id", "n")
    )
    rows = [
        {"campaign": one, "came": came.get(one.pk, 0)} for one in Campaign.objects.order_by("-created_at")
    ]
    shown = {"url": public_url(opened), "snippet": snippet(opened)} if opened else {}
    return {"rows": rows, "opened": opened, "section": "campaigns", "no": Ask.NO} | shown


# --- the form -------------------------------------------------------------------------------------------------


@public
@csrf_exempt
@xframe_options_exempt
@never_cache
def web_form(request, token):
    """The campaign's form, for anybody, on our own address or in a frame of an allowed site.

    Safe without a session: nothing here is done in the name of whoever's browser sends it. Who is known already is
    told the same as everybody else.
    """
    with _language(request):
        try:
            with through(token) as opened:
                answer = _sent(request, opened) if request.method == "POST" else _shown(request, opened)
        except LinkGone as gone:
            raise Http404 from gone
    return csp_replace({"frame-ancestors": [SELF, *opened.sites]})(lambda _request: answer)(request)


def _language(request):
    asked = request.GET.get("lang", "")
    return translation.override(asked if asked in ("en", "zh-hans") else translation.get_language())


def _shown(request, opened):
    if "sent" in request.GET:
        return render(request, "leads/web_form.html", {"campaign": opened, "sent": True})
    return _drawn(request, opened, PublicForm(opened), stamp(opened))


def _sent(request, opened):
    """Save what was filled in, unless a program did it, which is told the same thanks; too much is refused."""
    form, given = PublicForm(opened, request.POST), request.POST.get("stamp", "")
    if over(f"form:{opened.pk}:{address_of(request)}", MOST_SENT, IN_SECONDS):
        form.errors.clear()
        form.add_error(None, _("Too much came from here. Please try again in a few minutes."))
        answer = _drawn(request, opened, form, given, 429)
        answer["Retry-After"] = str(IN_SECONDS)
        return answer
    if form.is_valid():
        if form.is_by_a_program:
            return _thanks(request)
        try:
            key, age = read_stamp(given, opened)
        except ValidationError as error:
            form.add_error(None, error)
            return _drawn(request, opened, form, stamp(opened), 422)
        if age >= LEAST_SECONDS:
            take(opened, form.said, key)
            return _thanks(request)
        form.add_error(None, _("That was quick. Look it over and send it once more."))
    return _drawn(request, opened, form, given or stamp(opened), 422)


def _thanks(request):
    lang = f"&lang={request.GET['lang']}" if request.GET.get("lang") in ("en", "zh-hans") else ""
    answer = redirect(f"{request.path}?sent=1{lang}")
    answer.status_code = 303
    return answer


def _drawn(request, opened, form, given, status=200):
    context = {"campaign": opened, "form": form, "stamp": given}
    return render(request, "leads/web_form.html", context, status=status)
