"""What a dunning step means for people in the house: to-dos and notices, in bulk."""

from core.money import Money
from core.outbox import post_many
from desk.models import Notice, Todo
from desk.services.attention import about, mail_of, todos

# Level → who has to do something (a seat or a role), and who is told.
TODO_FOR = {1: "ar", 3: "ar", 4: "role:credit", 5: "role:legal", 6: "role:legal"}
TOLD = {2: "manager", 3: "finance", 4: "finance", 5: "credit", 6: "executive"}


def tell(steps, house) -> None:
    """Keep the to-dos and notices of new steps; each has a key, so that a repeat adds nothing."""
    todos([row for step in steps if (row := _todo(step)) is not None])
    notices = [notice for step in steps for notice in _notices(step, house)]
    Notice.objects.bulk_create(notices, batch_size=1000, ignore_conflicts=True)
    mailed = [notice for notice in notices if notice.user.email]
    post_many(
        "notice_mail",
        [{"user": str(notice.user_id), **mail_of(notice)} for notice in mailed],
        [f"{notice.kind}:{notice.key}:{notice.user_id}" for notice in mailed],
    )


def _todo(step) -> Todo | None:
    wanted = TODO_FOR.get(step.level)
    if wanted is None:
        return None
    role = wanted.removeprefix("role:") if wanted.startswith("role:") else ""
    owner_id = None if role else step.receivable.owner_id
    return Todo(
        **about(step.receivable), kind=f"overdue_{step.level}", facts=_facts(step), user_id=owner_id,
        role=role or ("" if owner_id else "sales_manager"), due_on=step.made_on, key=_key(step),
    )  # fmt: skip


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
