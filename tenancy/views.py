"""Signing in and out, the person's own settings, and the choice of a company."""

from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.views import PasswordResetConfirmView
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from core.http import next_url, refuse, reply, toast
from tenancy import devices, halfway, second_step
from tenancy.absences import to_come
from tenancy.forgotten import ForgottenForm, ask_for_link, tell_changed
from tenancy.forms import AbsenceForm, MeForm, PasswordForm
from tenancy.models import Membership
from tenancy.place_views import noted
from tenancy.signin import SignInForm

BACKEND = "tenancy.signin.LoginBackend"


def public(view):
    """Mark a view as open to people who have not signed in (tenancy.middleware asks)."""
    view.public = True
    return view


@public
@never_cache
@sensitive_post_parameters("password")
def sign_in(request):
    """The way in; a wrong answer says neither which part was wrong nor whether the name exists."""
    if request.htmx:
        # The session ended while a page was open: the whole page is asked to go to the sign-in.
        return HttpResponse(status=204, headers={"HX-Redirect": request.get_full_path()})
    if request.user.is_authenticated:
        return redirect(next_url(request, "/"))
    form = SignInForm(request.POST or None, request=request)
    context = {"form": form, "next": next_url(request, "")}
    if request.method != "POST":
        return render(request, "tenancy/sign_in.html", context)
    if not form.is_valid():
        return refuse(request, "tenancy/sign_in.html", context, 422)
    return _onward(request, form.user)


def _onward(request, user):
    """The password was right: on to the second step where there is one or a company asks for it, else in."""
    wanted, step = next_url(request, "/"), second_step.is_on(user)
    if step or second_step.is_required(user):
        halfway.begin(request, user, wanted)
        return redirect("tenancy:second-step" if step else "tenancy:second-step-set-up")
    # login() gives the session a new key: one planted before sign-in is worth nothing.
    login(request, user, backend=BACKEND)
    return redirect(wanted)


@public
@never_cache
def forgotten(request):
    """Ask for a link to set a new password; the answer is the same whoever is named."""
    form = ForgottenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                ask_for_link(request, form.cleaned_data["login"])
            return render(request, "tenancy/forgotten.html", {"asked": True})
        except ValidationError as error:
            form.add_error(None, error)
    if request.method == "POST":
        return refuse(request, "tenancy/forgotten.html", {"form": form}, 422)
    return render(request, "tenancy/forgotten.html", {"form": form})


class NewPassword(PasswordResetConfirmView):
    """Set the new password; every open session ends with the old one."""

    template_name = "tenancy/new_password.html"
    success_url = reverse_lazy("tenancy:sign-in")

    def render_to_response(self, context, **options):
        """A link that is not good is no address; a refused password is told as such."""
        refused = 422 if self.request.method == "POST" else 200
        return super().render_to_response(context, status=refused if self.validlink else 404, **options)

    def form_valid(self, form):
        """Kept, told, and back to the sign-in."""
        with transaction.atomic():
            answer = super().form_valid(form)
            tell_changed(self.user)
        toast(self.request, _("The new password is set. Sign in with it."))
        return answer


@public
@require_POST
def sign_out(request):
    """End the session."""
    logout(request)
    return redirect("tenancy:sign-in")


@public
@require_POST
def language(request):
    """Keep the person's language; before sign-in it lives in a cookie."""
    code = request.POST.get("language", "")
    response = redirect(next_url(request, "/"))
    if translation.check_for_language(code) and code in ("zh-hans", "en"):
        if request.user.is_authenticated:
            request.user.language = code
            request.user.save(update_fields=["language"])
        response.set_cookie("django_language", code, max_age=31_536_000, samesite="Lax", httponly=True)
    return response


@require_POST
def theme(request):
    """Keep light, dark or as the device; without script the button turns one into the other."""
    user, wanted = request.user, request.POST.get("theme", "")
    if wanted not in user.Theme.values:
        wanted = user.Theme.LIGHT if user.theme == user.Theme.DARK else user.Theme.DARK
    user.theme = wanted
    user.save(update_fields=["theme"])
    return redirect(next_url(request, "/"))


def me(request):
    """One's own name, language, theme and password."""
    wanted = request.POST.get("form", "")
    profile = MeForm(request.POST if wanted == "profile" else None, instance=request.user)
    password = PasswordForm(request.user, request.POST if wanted == "password" else None)
    absence = AbsenceForm(request.POST if wanted == "absence" else None, by=request.actor, own=True)
    if wanted == "absence" and noted(absence, request.actor, user=request.user):
        return reply(request, f"{request.path}#away", _("Absence noted"))
    sent = {"profile": profile, "password": password, "absence": absence}.get(wanted)
    if sent in (profile, password) and sent.is_valid():
        before = devices.current_digest(request)
        user = sent.save()
        update_session_auth_hash(request, user)
        devices.keep_known(request, before)
        translation.activate(user.language)
        return reply(request, request.path, _("Saved"))
    # The form's instance carries the refused values: the frame must show the person as stored.
    request.user.refresh_from_db()
    context = {"profile": profile, "password": password, "memberships": companies(request.user),
               "absence": absence, "absences": to_come(request.user),
               "second_step": second_step.is_on(request.user),
               "devices": devices.devices_of(request.user).count()}  # fmt: skip
    return (
        refuse(request, "tenancy/me.html", context, 422)
        if sent is not None
        else render(request, "tenancy/me.html", context)
    )


@require_POST
def company(request):
    """Work for another of one's companies from here on."""
    chosen = get_object_or_404(companies(request.user), tenant_id=request.POST.get("tenant"))
    request.session["tenant"] = str(chosen.tenant_id)
    return redirect("/")


def companies(user):
    """The companies a person works for."""
    members = Membership.objects.filter(user=user, is_active=True, tenant__is_active=True)
    return members.select_related("tenant").order_by("created_at")
