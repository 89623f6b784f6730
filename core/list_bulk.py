"""A move on the ticked rows of a list: first what it would do and what it would skip, then, confirmed, the doing."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.bulk_each import Done, foresee, reasons, run_each
from core.display import listed
from core.http import next_url, refuse, reply, toast
from core.listing.declared import MOST_ROWS
from core.moves import MOVES, label_of, transition_of
from core.sight import visible

# What a posted selection carries beside the fields of its move.
OWN_FIELDS = ("csrfmiddlewaretoken", "once", "next", "move", "ids", "confirm")
NAMED = 3


class Selection:
    """The ticked rows of one list and the move asked for; `answer()` is the reply."""

    template_name = "components/bulk.html"

    def __init__(self, request, listing, action):
        self.request, self.listing, self.action, self.by = request, listing, action, request.actor
        self.form_class = MOVES[listing.model, action.move].form
        self.ids = list(dict.fromkeys(_ids(request.POST.getlist("ids"))))[:MOST_ROWS]
        self.back = next_url(request, request.path)

    @cached_property
    def records(self) -> list:
        """The rows of the selection that the person sees."""
        rows = visible(self.listing.model.objects.filter(pk__in=self.ids), self.by)
        return list(self.listing.with_related(rows).order_by("pk"))

    def answer(self):
        """The question, or what was done."""
        if not self.records:
            toast(self.request, _("Tick some rows first."), bad=True)
            return reply(self.request, self.back)
        if not self.request.POST.get("confirm"):
            return render(self.request, self.template_name, self.context(self.form()))
        try:
            done = run_each(self.records, self.action.move, by=self.by, fields=self.sent)
        except ValidationError as error:
            return refuse(self.request, self.template_name, self.context(self.form(error)), 422)
        self.say(done)
        return reply(self.request, self.back)

    @property
    def sent(self) -> MultiValueDict:
        """The move's own fields, as they were entered."""
        posted = self.request.POST.lists()
        return MultiValueDict({name: values for name, values in posted if name not in OWN_FIELDS})

    def form(self, invalid: ValidationError | None = None):
        """The move's form, empty or with what was entered and why it does not fit."""
        if self.form_class is None:
            return None
        if invalid is None:
            return self.form_class(by=self.by)
        form = self.form_class(self.sent, by=self.by)
        if form.is_valid():
            form.add_error(None, invalid)
        return form

    def context(self, form) -> dict:
        """What components/bulk.html reads."""
        found = foresee(self.records, self.action.move, self.by)
        return {
            "listing": self.listing,
            "action": self.action,
            "label": label_of(self.listing.model(), self.action.move),
            "danger": bool((transition_of(self.records[0], self.action.move).custom or {}).get("danger")),
            "ready": found.ready,
            "skipped": found.skipped,
            "reasons": reasons(found.skipped),
            "unseen": len(self.ids) - len(self.records),
            "form": form,
            "ids": [record.pk for record in self.records],
            "back": self.back,
        }

    def say(self, done: Done) -> None:
        """The toasts: how many were moved or asked for, and how many were passed over, the commonest reason named."""
        label = label_of(self.listing.model(), self.action.move)
        if done.moved:
            n = len(done.moved)
            toast(self.request, ngettext("{move}: {n} done", "{move}: {n} done", n).format(move=label, n=n))
        if done.asked:
            n = len(done.asked)
            said = ngettext("{move}: {n} sent for decision", "{move}: {n} sent for decision", n)
            toast(self.request, said.format(move=label, n=n))
        if done.skipped:
            toast(self.request, self.skipped_words(done), bad=True)

    def skipped_words(self, done: Done) -> str:
        """`2 skipped: LD-1, LD-2. <the commonest reason>`."""
        n, first = len(done.skipped), reasons(done.skipped)[0]
        names = listed(first["records"][:NAMED])
        said = ngettext("{n} skipped: {names}. {why}", "{n} skipped: {names} and others. {why}", n)
        return said.format(n=n, names=names, why=first["why"])


def _ids(raw: list[str]):
    """The ids among what was sent; a broken one names no row."""
    for one in raw:
        try:
            yield UUID(one)
        except ValueError:
            continue
