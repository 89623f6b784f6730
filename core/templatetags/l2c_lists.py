"""Template tags of list pages: rows by columns, cells by column kind, chips in words."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.custom import words_of
from core.templatetags.l2c import state_tag
from core.written import NOTHING, clock, day, money, money_full

register = template.Library()
FIGURES = ("money", "ledger", "number")
PREVIEW_BUTTON = (
    '<span class="ra">{}<button class="btn btn-s" type="button" data-act="preview">{}</button></span>'
)


def resolved(row, path: str):
    """`customer__name` of a row, or None where something on the way is missing."""
    for part in path.split("__"):
        row = getattr(row, part, None)
        if callable(row):
            row = row()
        if row is None:
            return None
    return row


@register.simple_tag
def cell(row, column):
    """A cell as its column's kind asks: text, number, money, ledger, day, moment, ref, pill."""
    name, kind, link = (
        (column["name"], column["kind"], column["link"])
        if isinstance(column, dict)
        else (column.name, column.kind, column.link)
    )
    drawn = _drawn(row, name, kind)
    if not link:
        return drawn
    return format_html('<a class="s" href="{}">{}</a>', row.get_absolute_url(), drawn)


def _drawn(row, name: str, kind: str):
    if kind == "pill":
        return state_tag(row) if name == "state" else _display(row, name)
    value = words_of(row, name) if kind == "custom" else resolved(row, name)
    if value is None or value == "":
        return NOTHING
    if kind == "custom":
        return value
    currency = getattr(row, "currency", "")
    drawers = {
        "money": lambda: money(value, currency),
        "ledger": lambda: money_full(value, currency),
        "day": lambda: day(value),
        "moment": lambda: clock(value),
    }
    return drawers.get(kind, lambda: _display(row, name, value))()


def _display(row, name: str, value=None):
    """A choice in words, a yes or no in words, anything else as text."""
    display = getattr(row, f"get_{name}_display", None)
    if display is not None:
        return display() or NOTHING
    value = resolved(row, name) if value is None else value
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(getattr(value, "name", value))


# --- rows -------------------------------------------------------------------------------------------------------


@register.tag
def cols(parser, token):
    """`{% cols %}{% col "owner" %}…{% endcol %}{% acts %}…{% endacts %}{% endcols %}`: the cells of `row`.

    Each of `columns` in its order: by its `col` where the template draws it, else by its kind. `acts` and the preview
    are the buttons that appear in the last cell when the row is pointed at or holds the focus.
    """
    nodes = parser.parse(("endcols",))
    parser.delete_first_token()
    drawn = {node.name: node for node in nodes if isinstance(node, ColNode)}
    acts = next((node for node in nodes if isinstance(node, ActsNode)), None)
    return ColsNode(drawn, acts)


@register.tag
def col(parser, token):
    """One column's cell; see `cols`."""
    name = token.split_contents()[1].strip("\"'")
    inner = parser.parse(("endcol",))
    parser.delete_first_token()
    return ColNode(name, inner)


@register.tag
def acts(parser, token):
    """The row's hover actions; see `cols`."""
    inner = parser.parse(("endacts",))
    parser.delete_first_token()
    return ActsNode(inner)


class ColNode(template.Node):
    """A cell's content."""

    def __init__(self, name, inner):
        self.name, self.inner = name, inner

    def render(self, context):
        return self.inner.render(context)


class ActsNode(template.Node):
    """The row's own buttons."""

    def __init__(self, inner):
        self.inner = inner

    def render(self, context):
        return self.inner.render(context)


class ColsNode(template.Node):
    """All cells of a row."""

    def __init__(self, drawn, acts):
        self.drawn, self.acts = drawn, acts

    def render(self, context):
        columns = context["columns"]
        cells = [self._cell(context, column) for column in columns[:-1]]
        return "".join([*cells, self._cell(context, columns[-1], last=True)])

    def _cell(self, context, column, *, last=False) -> SafeString:
        node = self.drawn.get(column["name"])
        inner = node.render(context) if node is not None else cell(context["row"], column)
        return format_html("<td{}>{}{}</td>", _classes(column), inner, self._buttons(context) if last else "")

    def _buttons(self, context) -> SafeString:
        own = self.acts.render(context) if self.acts else ""
        return format_html(PREVIEW_BUTTON, own, _("Preview"))


def _classes(column) -> SafeString | str:
    names = ["n"] * (column["kind"] in FIGURES) + ["hide-m"] * (not column["phone"])
    return format_html(' class="{}"', " ".join(names)) if names else ""


@register.filter
def is_figure(column) -> bool:
    """Whether the column is set to the right."""
    return column["kind"] in FIGURES


# --- words ------------------------------------------------------------------------------------------------------


@register.filter
def plural_name(model):
    """What many records of a model are called."""
    return model._meta.verbose_name_plural


@register.filter
def tick_words(record) -> str:
    """The label of a row's tick."""
    return _("Tick {name}").format(name=name_of(record))


@register.filter
def name_of(record) -> str:
    """What people call a record."""
    return str(getattr(record, "title", "") or record)


@register.simple_tag
def list_url(page, **changes) -> str:
    """The list's address with some parameters changed."""
    return page.url(**changes)
