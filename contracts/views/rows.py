"""Tables that are edited as a whole: one input form per row, some empty ones below, read by a JSONList field."""

from django import forms

from core.form_fields import MoneyField

EMPTY_ROWS = 3


def row_forms(item, name: str, rows: list[dict], *, by, record, columns, hidden=(), empty=EMPTY_ROWS) -> list:
    """The rows as unbound forms whose inputs are named `name-<n>-<field>`; wholly empty ones are dropped later."""
    made = []
    for position, row in enumerate([*rows, *({} for _ in range(empty))]):
        form = item(by=by, record=record, prefix=f"{name}-{position}", initial=row)
        form.fields = {key: form.fields[key] for key in (*columns, *hidden)}
        for key, field in form.fields.items():
            _as_cell(field, key in hidden)
        made.append(form)
    return made


def _as_cell(field, is_hidden: bool) -> None:
    if is_hidden:
        field.widget = forms.HiddenInput()
    elif isinstance(field, MoneyField):
        # The table is in one currency: a currency beside every price would only be a way to err.
        field.widget = forms.TextInput(attrs={"inputmode": "decimal"})
    field.widget.attrs |= {"class": "field", "aria-label": str(field.label or "")}
    field.widget.is_required = False


def sent_rows(form, name: str) -> list[dict]:
    """The rows as they were typed, to show them again with their errors."""
    rows = form.fields[name].widget.value_from_datadict(form.data, form.files, name)
    return rows if isinstance(rows, list) else []


def row_errors(form) -> list[tuple[str, str]]:
    """[(row number, what is wrong with it)] of a refused table; an empty number is the table's own error."""
    told = []
    for errors in form.errors.as_data().values():
        for error in errors:
            pointer = str((error.params or {}).get("pointer", "")) if isinstance(error.params, dict) else ""
            number = pointer.split("/")[0]
            told.append((str(int(number) + 1) if number.isdigit() else "", " ".join(error.messages)))
    return told
