"""One's own API keys: make, look at, revoke. Whoever manages users revokes those of others, too."""

from datetime import timedelta

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from core.dates import start_of_day
from core.http import next_url, refuse, reply
from tenancy.forms import KeyForm
from tenancy.keys import KEYS_SHOWN, create_key, keys_of, revoke_key
from tenancy.models import ApiKey
from tenancy.roles import Right


@never_cache
def keys(request):
    """One's own keys, and a form for one more; the new one's secret is in this answer and nowhere else."""
    form = KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _page(request, KeyForm(), secret=_made(request.actor, **form.cleaned_data))
    return _page(request, form)


def _made(by, name, scopes, expires_on) -> str:
    """A new key of this person, good until its last day has ended; its secret."""
    ends = start_of_day(expires_on + timedelta(days=1))
    _key, secret = create_key(by.user, name=name, scopes=scopes, by=by, expires_at=ends)
    return secret


def _page(request, form, secret=""):
    context = {"form": form, "secret": secret, "keys": keys_of(request.user)[:KEYS_SHOWN]}
    if form.is_bound:
        return refuse(request, "tenancy/keys.html", context, 422)
    return render(request, "tenancy/keys.html", context)


@require_POST
def revoke(request, pk):
    """End a key: one's own, or anybody's for who manages users; others' are not there."""
    rows = ApiKey.objects.all()
    if not request.actor.can(Right.USERS_MANAGE):
        rows = rows.filter(user_id=request.actor.user_id)
    key = get_object_or_404(rows, pk=pk)
    revoke_key(key, by=request.actor)
    return reply(
        request, next_url(request, reverse("tenancy:keys")), _("Key {name} is revoked").format(name=key)
    )
