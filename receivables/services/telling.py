"""What a dunning step means for people in the house: to-dos and notices, in bulk."""

from core.money import Money
from core.outbox import post_many
from core.rows import insert_many
from desk.models import Notice
from desk.services.attention import about, mail_of
from receivables.services.steps_in_sql import write_todos

# Level → the role that has to do something ("" is the owner, the AR), and who is told.
TODO_FOR = {1: "", 3: "", 4: "credit", 5: "legal", 6: "legal"}
TOLD = {2: "manager", 3: "finance", 4: "finance", 5: "credit", 6: "executive"}


def tell(steps, house) -> None:
    """Keep the to-dos and notices of new steps; each has a key, so that a repeat adds nothing."""
    write_todos([(step, TODO_FOR[step.level], _facts(step)) for step in steps if step.level in TODO_FOR])
    notices = [notice for step in steps for notice in _notices(step, house)]
    insert_many(notices, ignore_conflicts=True)
    mailed = [notice for notice in notices if notice.user.email]
    post_many(
        "notice_mail",
        [{"user": str(notice.user_id), **mail_of(notice)} for notice in mailed],
        [f"{notice.kind}:{notice.key}:{notice.user_id}" for notice in mailed],
    )


def _notices(step, house) -> list[Notice]:
    told = TOLD.get(step.level)
    if told is None:
        return []
    people = house.managers_above(step.receivable.owner_id) if told == "manager" else house.with_role(told)
    return [
        Notice(
            **about(step.receivable),
            user=user,
            kind=f"overdue_{step.level}",
            facts=_facts(step),
            key=_key(step),
        )
        for user in people
    ]


def _key(step) -> str:
    return f"{step.receivable_id}:{step.cycle}:{step.level}"


def _facts(step) -> dict:
    receivable = step.receivable
    return {
        "customer": receivable.customer.name,
        "number": receivable.number,
        "days": step.days_overdue,
        "balance": str(Money(step.balance, step.currency)),
    }
