"""What a dunning step means for people in the house: to-dos and notices, in the words of what its level does."""

OWNER, MANAGER = "owner", "manager"


def words_of(step, house) -> dict:
    """Who has to do something about a step (`wanted` says what), and who is told (`news`): values for write_steps."""
    found: dict = {}
    if step.does.todo_for:
        found = {"wanted": todo_kind(step.does)} | _whose(step)
    told = _told(step, house)
    if told:
        found |= {"news": notice_kind(step.does), "told": [user.pk for user in told]}
    return found


def _whose(step) -> dict:
    """The owner's to-do; where there is none, or the level names a role, everybody's with that role."""
    role = "" if step.does.todo_for == OWNER else step.does.todo_for
    if role or not step.owner_id:
        return {"role": role or "sales_manager"}
    return {"role": "", "person": step.owner_id}


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
