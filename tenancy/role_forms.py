"""Forms of roles, for pages and programs alike."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import MoveForm, RecordChoice
from tenancy.roles import GROUPS, Right


class RoleForm(MoveForm):
    """A role's names and rights."""

    name = forms.CharField(label=_("Name"), max_length=80)
    name_en = forms.CharField(
        label=_("English name"),
        max_length=80,
        required=False,
        help_text=_("Shown to people who read English"),
    )
    rights = forms.MultipleChoiceField(
        label=_("Rights"), choices=Right.choices, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("A role needs at least one right.")},
    )  # fmt: skip

    @property
    def groups(self) -> list[dict]:
        """[{label, boxes: [{right, is_ticked}]}] of the rights as the page groups them."""
        ticked = set(self["rights"].value() or ())
        return [
            {
                "label": label,
                "boxes": [{"right": right, "is_ticked": right.value in ticked} for right in some],
            }
            for label, some in GROUPS
        ]


class NewRoleForm(RoleForm):
    """A new role also has its code, which stays."""

    code = forms.SlugField(label=_("Code"), max_length=40)


class RetireRoleForm(MoveForm):
    """What the holders get in the retired role's place."""

    successor = RecordChoice(
        "tenancy.Role", label=_("Its holders get"), required=False,
        among=lambda roles, role: roles.filter(is_active=True).exclude(pk=role.pk if role else None),
    )  # fmt: skip
