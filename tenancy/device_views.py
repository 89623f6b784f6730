"""The devices on which one is signed in: look, end one, end all others; who manages users ends all of a person."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from core.http import reply
from tenancy.devices import current_digest, devices_of, end, sign_out_everywhere
from tenancy.people_views import managed, members_of


@never_cache
def devices(request):
    """Every device on which one is signed in now, this one marked."""
    context = {"devices": devices_of(request.user), "here": current_digest(request)}
    return render(request, "tenancy/devices.html", context)


@require_POST
def device_end(request):
    """Sign one of one's own devices out, or all but this one."""
    digest, own = request.POST.get("device", ""), devices_of(request.user)
    if digest:
        end(own.filter(pk=get_object_or_404(own, pk=digest).pk))
        return reply(request, reverse("tenancy:devices"), _("The device is signed out"))
    count = end(own.exclude(pk=current_digest(request)))
    told = ngettext("{count} other device is signed out", "{count} other devices are signed out", count)
    return reply(request, reverse("tenancy:devices"), told.format(count=count))


@managed
@require_POST
def user_sign_out(request, pk):
    """Sign a person out everywhere; the person is told at the next sign-in."""
    member = get_object_or_404(members_of(request.tenant), user_id=pk)
    count = sign_out_everywhere(member, by=request.actor)
    told = ngettext(
        "{name} is signed out of {count} device", "{name} is signed out of {count} devices", count
    )
    return reply(request, reverse("tenancy:user", args=[pk]), told.format(name=member.user.name, count=count))
