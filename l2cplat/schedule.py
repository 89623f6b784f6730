"""Every periodic task and its time, in one table (UTC)."""

SCHEDULE: dict[str, dict] = {}
