"""Forms of one's own settings and of users."""

from django import forms
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tenancy.models import Department, Role, User

LANGUAGES = [("zh-hans", "中文"), ("en", "English")]


class MeForm(forms.ModelForm):
    """What a person sets for oneself."""

    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=80)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)

    class Meta:
        model = User
        fields = ["name", "email", "language", "theme"]


class PasswordForm(PasswordChangeForm):
    """A new password, with the old one as proof."""


class UserForm(forms.Form):
    """A member of the tenant: name, address, department, roles. A new one also has a user name and password."""

    username = forms.SlugField(label=_("User name"), max_length=80)
    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=80)
    email = forms.EmailField(label=_("E-mail"), required=False)
    password = forms.CharField(
        label=_("First password"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    department = forms.ModelChoiceField(Department.objects.none(), label=_("Department"), required=False)
    roles = forms.MultipleChoiceField(label=_("Roles"), widget=forms.CheckboxSelectMultiple, required=False)
    is_active = forms.BooleanField(label=_("May sign in"), required=False, initial=True)

    def __init__(self, *args, member=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = Department.objects.order_by("path")
        self.fields["roles"].choices = [
            (role.code, role_name(role)) for role in Role.objects.order_by("code")
        ]
        for name in ("username", "password") if member else ("is_active",):
            del self.fields[name]

    def clean_password(self):
        validate_password(self.cleaned_data["password"])
        return self.cleaned_data["password"]


class DepartmentForm(forms.ModelForm):
    """A department and the one it belongs to."""

    class Meta:
        model = Department
        fields = ["name", "code", "parent"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = Department.objects.order_by("path")


def role_name(role) -> str:
    """A built-in role in the reader's language, another as its tenant named it."""
    from tenancy.roles import BUILT_IN

    return str(BUILT_IN[role.code][0]) if role.code in BUILT_IN else role.name
