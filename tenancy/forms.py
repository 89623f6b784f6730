"""Forms of one's own settings and of users."""

from datetime import timedelta

from django import forms
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.dates import local_day
from core.form_days import DayInput
from core.form_fields import UserChoice
from core.forms import MoveForm
from tenancy.departments import in_use
from tenancy.models import ApiKey, Department, User
from tenancy.people import roles_in_use
from tenancy.roles import role_name

DAY = DayInput()
KEY_LASTS = timedelta(days=365)
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]


class MeForm(forms.ModelForm):
    """What a person sets for oneself."""

    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=80)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    single_keys = forms.BooleanField(
        label=_("Keyboard shortcuts of one key"), required=False, help_text=_("Ctrl K stays in either case.")
    )

    class Meta:
        model = User
        fields = ["name", "email", "language", "theme", "single_keys"]


class PasswordForm(PasswordChangeForm):
    """A new password, with the old one as proof."""


class CodeForm(forms.Form):
    """A code of the authenticator app, or a recovery code."""

    code = forms.CharField(label=_("Code of the app"), max_length=40, strip=True)

    def __init__(self, *args, recovery=False, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        hints = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        if recovery:
            field.label, hints = _("Recovery code"), {"autocomplete": "off", "autofocus": True}
        field.widget.attrs.update(hints)


class OffForm(CodeForm):
    """Turning the second step off: the password and a code as proof."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ["password", "code"]

    def __init__(self, user, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["code"].label = _("Code of the app, or a recovery code")
        self.fields["code"].widget.attrs.pop("autofocus")

    def clean_password(self):
        if not self.user.check_password(self.cleaned_data["password"]):
            raise forms.ValidationError(_("The password is wrong."))
        return self.cleaned_data["password"]


class UserForm(forms.Form):
    """A member of the tenant: name, address, department, roles. A new one also has a user name and password."""

    username = forms.SlugField(label=_("User name"), max_length=80)
    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=80)
    email = forms.EmailField(label=_("E-mail"), required=False)
    password = forms.CharField(
        label=_("First password"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    department = forms.ModelChoiceField(
        Department.objects.none(), label=_("Department"), required=False, empty_label="—"
    )
    roles = forms.MultipleChoiceField(label=_("Roles"), widget=forms.CheckboxSelectMultiple, required=False)
    is_active = forms.BooleanField(label=_("May sign in"), required=False, initial=True)

    def __init__(self, *args, member=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = in_use()
        self.fields["roles"].choices = [
            (role.code, role_name(role)) for role in roles_in_use().order_by("code")
        ]
        for name in ("username", "password") if member else ("is_active",):
            del self.fields[name]

    def clean_password(self):
        validate_password(self.cleaned_data["password"])
        return self.cleaned_data["password"]


class PeopleForm(forms.Form):
    """Whom the list of users shows."""

    find = forms.CharField(label=_("Name, user name or e-mail"), max_length=80, required=False)
    role = forms.ChoiceField(label=_("Role"), required=False)
    department = forms.ModelChoiceField(Department.objects.none(), label=_("Department"), required=False)
    access = forms.ChoiceField(
        label=_("Access"), required=False,
        choices=[("", _("Everybody")), ("open", _("Active")), ("closed", _("Disabled"))],
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        roles = [(role.code, role_name(role)) for role in roles_in_use().order_by("code")]
        self.fields["role"].choices = [("", _("Every role")), *roles]
        self.fields["department"].queryset = in_use()
        self.fields["department"].empty_label = _("Every department")


class DepartmentForm(forms.Form):
    """A department and the one it belongs to."""

    name = forms.CharField(label=_("Name"), max_length=80)
    code = forms.SlugField(label=_("Code"), max_length=40)
    parent = forms.ModelChoiceField(
        Department.objects.none(), label=_("Belongs to"), required=False, empty_label="—"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = in_use()


class ResetForm(forms.Form):
    """A new first password for a colleague."""

    password = forms.CharField(
        label=_("New first password"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean_password(self):
        validate_password(self.cleaned_data["password"])
        return self.cleaned_data["password"]


class KeyForm(forms.Form):
    """A new API key of one's own; none is good for ever."""

    name = forms.CharField(label=pgettext_lazy("key", "What it is for"), max_length=80)
    expires_on = forms.DateField(label=_("Last day"), widget=DAY, help_text=_("A year at most"))
    scopes = forms.MultipleChoiceField(
        label=_("It may"), choices=ApiKey.Scope.choices, initial=["read"], widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["expires_on"].initial = local_day() + KEY_LASTS

    def clean_expires_on(self):
        day, today = self.cleaned_data["expires_on"], local_day()
        if not today <= day <= today + KEY_LASTS:
            raise forms.ValidationError(_("Choose a day from today on, within a year."))
        return day


class AbsenceForm(MoveForm):
    """Who is away from when until when, and who votes meanwhile."""

    user = UserChoice(label=_("Away"))
    deputy = UserChoice(label=_("Deputy"), required=False)
    starts_on = forms.DateField(label=_("From"), widget=DAY)
    ends_on = forms.DateField(label=_("Until"), widget=DAY)

    def __init__(self, *args, own=False, **kwargs):
        super().__init__(*args, **kwargs)
        if own:
            del self.fields["user"]
