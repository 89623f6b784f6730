"""The desk behind core.attention: to-dos and notices, each kept once per key."""

from core.dates import moment
from core.events import customer_of, deal_of
from core.outbox import post_many
from core.rows import insert_many
from desk.models import Notice, Todo


def todo(record, kind, *, user=None, role="", due_on=None, key="", **facts) -> Todo | None:
    """Keep a to-do; None when the same key was asked before."""
    row = Todo(
        **about(record), kind=kind, facts=facts, user=user, role=role, due_on=due_on, key=key or None,
    )  # fmt: skip
    made = Todo.objects.bulk_create([row], ignore_conflicts=bool(key))
    return made[0] if made else None


def close_todos(record, kind="", *, key="") -> int:
    """Mark the record's open to-dos as done."""
    rows = Todo.objects.filter(record_id=record.pk, done_at=None)
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(key=key) if key else rows
    return rows.update(done_at=moment())


def notify(users, kind, *, record=None, email=True, key="", **facts) -> None:
    """Tell people in the app, and by mail through the outbox."""
    keep_notices(
        [Notice(**about(record), user=user, kind=kind, facts=facts, key=key or None) for user in users],
        email=email,
    )


def keep_notices(rows: list[Notice], *, email=True) -> None:
    """Keep many unsaved notices with their mails, two statements for all; one whose key is known adds nothing."""
    insert_many(rows, ignore_conflicts=True)
    addressed = [row for row in rows if row.user.email] if email else []
    keys = [f"{row.kind}:{row.key}:{row.user_id}" if row.key else None for row in addressed]
    post_many("notice_mail", [_mail_of(row) for row in addressed], keys)


def _mail_of(notice: Notice) -> dict:
    """What the outbox carries of a notice's mail: ids and facts, no text, since that depends on the reader."""
    return {
        "user": str(notice.user_id),
        "kind": notice.kind,
        "facts": notice.facts,
        "record_type": notice.record_type,
        "record_id": str(notice.record_id) if notice.record_id else "",
    }


def about(record) -> dict:
    """The columns that say what something is about."""
    if record is None:
        return {}
    return {
        "record_type": record._meta.label,
        "record_id": record.pk,
        "deal_id": deal_of(record),
        "customer_id": customer_of(record),
    }
