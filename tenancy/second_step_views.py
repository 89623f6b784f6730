"""Pages of the second step: the code at sign-in, setting it up there or in one's settings, turning it off."""

import pyotp
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from core.http import refuse, reply
from core.throttle import over
from tenancy import halfway, second_step
from tenancy.forms import CodeForm, OffForm
from tenancy.views import BACKEND, public

# Tries at turning it off in an hour, by somebody who found the page open.
MOST_OFF, HOUR = 10, 3600


@public
@never_cache
@sensitive_post_parameters("code")
def code(request):
    """The second step after the password: a code of the app, or a recovery code."""
    user = halfway.person_of(request)
    if user is None or not second_step.is_on(user):
        return redirect("tenancy:sign-in")
    form = CodeForm(request.POST or None, recovery="recovery" in request.GET)
    if request.method == "POST" and form.is_valid():
        try:
            second_step.check_code(request, user, form.cleaned_data["code"])
            return redirect(_enter(request, user))
        except ValidationError as error:
            form.add_error(None, error)
    return _shown(request, "tenancy/second_step.html", {"form": form, "person": user})


@public
@never_cache
@sensitive_post_parameters("code")
@sensitive_variables("codes", "secret")
def set_up(request):
    """A company asks for a second step and the person has none: set it up, then go in."""
    user = halfway.person_of(request)
    if user is None or second_step.is_on(user):
        return redirect("tenancy:sign-in")
    form, codes, context = _set_up(request, user)
    if codes:
        onward = _enter(request, user)
        return render(request, "tenancy/recovery_codes.html", {"codes": codes, "onward": onward})
    return _shown(request, "tenancy/second_step_set_up.html", context | {"form": form, "person": user})


@never_cache
@sensitive_post_parameters("code", "password")
@sensitive_variables("codes", "secret")
def mine(request):
    """One's own second step: set it up, or turn it off."""
    if second_step.is_on(request.user):
        return _turn_off(request)
    form, codes, context = _set_up(request, request.user)
    context |= {"form": form, "codes": codes}
    return render(request, "tenancy/my_second_step.html", context) if codes else _shown(
        request, "tenancy/my_second_step.html", context
    )  # fmt: skip


def _set_up(request, user):
    """(form, recovery codes where the code was right, what the page shows)."""
    secret, form = halfway.secret_of(request, pyotp.random_base32), CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = second_step.turn_on(user, secret, form.cleaned_data["code"])
            halfway.forget_secret(request)
            return form, codes, {}
        except ValidationError as error:
            form.add_error(None, error)
    return form, [], {"secret": secret, "picture": second_step.picture_of(secret, user)}


def _turn_off(request):
    form = OffForm(request.user, request.POST or None)
    if request.method == "POST" and over(f"second-step-off:{request.user.pk}", MOST_OFF, HOUR):
        form.add_error(None, _("Too many tries. Try again in an hour."))
    elif request.method == "POST" and form.is_valid():
        try:
            second_step.turn_off(request.user, form.cleaned_data["code"])
            return reply(request, request.path, _("The second step is off"))
        except ValidationError as error:
            form.add_error(None, error)
    context = {"form": form, "is_on": True, "required": second_step.is_required(request.user)}
    return _shown(request, "tenancy/my_second_step.html", context)


def _enter(request, user) -> str:
    """Begin the person's session; where to go on."""
    onward = halfway.end(request)
    login(request, user, backend=BACKEND)
    return onward


def _shown(request, template, context):
    if request.method == "POST":
        return refuse(request, template, context, 422)
    return render(request, template, context)
