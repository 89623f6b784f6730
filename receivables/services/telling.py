"""What a dunning step means for people in the house: to-dos and notices, in bulk."""

from receivables.services.steps_in_sql import write_notices, write_todos

# Level → the role that has to do something ("" is the owner, the AR), and who is told.
TODO_FOR = {1: "", 3: "", 4: "credit", 5: "legal", 6: "legal"}
TOLD = {2: "manager", 3: "finance", 4: "finance", 5: "credit", 6: "executive"}


def tell(steps, house) -> None:
    """Keep the to-dos and notices of new steps; each has a key, so that a repeat adds nothing."""
    write_todos([(step, TODO_FOR[step.level]) for step in steps if step.level in TODO_FOR])
    write_notices([(step, user) for step in steps for user in _told(step, house)])


def _told(step, house) -> list:
    told = TOLD.get(step.level, "")
    return house.managers_above(step.owner_id) if told == "manager" else house.with_role(told)
