"""Saved views of lists, and how each person looks at a list: columns and pins."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Denied
from core.listing.kept import Kept, KeptView
from core.workflow import check_version
from desk.models import ListHabit, SavedView
from desk.sight import views_seen_by

# Tabs beyond these nobody finds again; the oldest must make room first.
MOST_VIEWS = 30


def kept_of(listing: str, by) -> Kept:
    """What the person keeps of a list, in two statements: own views first, then those of colleagues."""
    rows = SavedView.objects.filter(views_seen_by(by), listing=listing).order_by("name", "pk")
    views = [
        KeptView(str(row.pk), row.name, row.query, own=row.owner_id == by.user_id, shared=row.is_shared)
        for row in rows
    ]
    habit = ListHabit.objects.filter(listing=listing, owner_id=by.user_id).first() or ListHabit()
    return Kept(sorted(views, key=lambda view: not view.own), habit.columns, habit.pins)


def save_view(*, by, listing: str, name: str, query: str, is_shared: bool = False) -> SavedView:
    """Keep a list's filters, sort and columns under a name. Raises ValidationError."""
    own = SavedView.objects.filter(owner_id=by.user_id, listing=listing)
    if own.count() >= MOST_VIEWS:
        raise ValidationError(
            _("A list keeps {most} views of yours; delete one first.").format(most=MOST_VIEWS)
        )
    _refuse_taken(own, name)
    return SavedView.objects.create(
        listing=listing,
        name=name,
        query=query,
        is_shared=is_shared,
        owner_id=by.user_id,
        created_by_id=by.user_id,
    )


def change_view(view: SavedView, *, by, expected_version: int | None = None, **values) -> SavedView:
    """Rename, share or change what a view of one's own stands for. Raises Denied, Stale, ValidationError."""
    with transaction.atomic():
        view = SavedView.objects.select_for_update().get(pk=view.pk)
        _own(view, by)
        check_version(view, expected_version)
        others = SavedView.objects.filter(owner_id=by.user_id, listing=view.listing).exclude(pk=view.pk)
        _refuse_taken(others, values.get("name", view.name))
        for name, value in values.items():
            setattr(view, name, value)
        view.save()
    return view


def delete_view(view: SavedView, *, by) -> None:
    """Drop a view of one's own. Raises Denied."""
    _own(view, by)
    view.delete()


def choose_columns(listing: str, columns: list[str], *, by) -> None:
    """Keep which columns the person sees on a list, in their order; none for the usual ones."""
    habits = ListHabit.objects.filter(listing=listing, owner_id=by.user_id)
    if not habits.update(columns=columns) and columns:
        ListHabit.objects.create(listing=listing, owner_id=by.user_id, columns=columns)


def pin(listing: str, code: str, *, by) -> None:
    """Put a view first among the person's tabs, or back into its place when it is first already."""
    habit, _new = ListHabit.objects.select_for_update().get_or_create(listing=listing, owner_id=by.user_id)
    habit.pins = [one for one in habit.pins if one != code] + ([] if code in habit.pins else [code])
    habit.save(update_fields=["pins"])


def _own(view, by) -> None:
    if view.owner_id != by.user_id:
        raise Denied(_("Only its owner changes a shared view. Save a copy of your own."))


def _refuse_taken(rows, name: str) -> None:
    if rows.filter(name=name).exists():
        raise ValidationError({"name": ValidationError(_("You have a view of this name."), code="taken")})
