"""The form of a page of rules."""

from django import forms
from django.core.exceptions import ValidationError

from tenancy.rules import rule, rules_of


class RulesForm(forms.Form):
    """Every rule of a group by its kind; `values` is {key: JSON} once valid."""

    def __init__(self, group: str, data=None):
        super().__init__(data)
        self.rules, self.values = rules_of(group), {}
        for one in self.rules:
            started = one.kind.show(rule(one.key))
            for suffix, field in one.kind.fields(one).items():
                self.fields[name_of(one, suffix)] = field
                self.initial[name_of(one, suffix)] = started[suffix]

    def clean(self):
        for one in self.rules:
            names = {suffix: name_of(one, suffix) for suffix in one.kind.fields(one)}
            if any(name in self.errors for name in names.values()):
                continue
            try:
                self.values[one.key] = one.kind.keep(
                    {suffix: self.cleaned_data[name] for suffix, name in names.items()}
                )
            except ValidationError as error:
                self.add_error(next(iter(names.values())), error)
        return self.cleaned_data

    def rows(self) -> list[dict]:
        """[{rule, fields, default}] in the order of the page."""
        return [
            {
                "rule": one,
                "fields": [self[name_of(one, suffix)] for suffix in one.kind.fields(one)],
                "default": one.kind.words(one.default),
                "is_default": rule(one.key) == one.default,
            }
            for one in self.rules
        ]


def name_of(one, suffix: str) -> str:
    """The name of a rule's field; one of several carries its part."""
    return f"{one.key}-{suffix}" if suffix else one.key
