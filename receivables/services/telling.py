"""What a dunning step means for people in the house: to-dos and notices, in bulk, in the words of what it does."""

from receivables.services.steps_in_sql import close_earlier, write_notices, write_todos

OWNER, MANAGER = "owner", "manager"


def tell(steps, house) -> None:
    """Keep the to-dos and notices of new steps; each has a key, so that a repeat adds nothing.

    The chase of the level before is over: one item has one open step.
    """
    close_earlier([step for step in steps if step.level > 1])
    asked = [
        (step, "" if step.does.todo_for == OWNER else step.does.todo_for)
        for step in steps
        if step.does.todo_for
    ]
    write_todos([(step, role, todo_kind(step.does)) for step, role in asked])
    write_notices([(step, user, notice_kind(step.does)) for step in steps for user in _told(step, house)])


def todo_kind(level) -> str:
    """What the to-do says, by what the level does."""
    if level.needs_cause:
        return "dunning_cause"
    return _hardest(level, "dunning_chase")


def notice_kind(level) -> str:
    """What the notice says."""
    return _hardest(level, "dunning_late")


def _hardest(level, otherwise: str) -> str:
    if level.proposes_legal or level.proposes_blacklist or level.proposes_provision:
        return "dunning_last"
    if level.freezes:
        return "dunning_frozen"
    return "dunning_held" if level.holds else otherwise


def _told(step, house) -> list:
    told = step.does.told
    if told == MANAGER:
        return house.managers_above(step.owner_id)
    return house.with_role(told) if told else []
