"""The clock of the first response: working hours to respond in, and when the lead passes to the next in line."""

from datetime import datetime, timedelta

from core.dates import add_working_hours
from leads.rules import ACCEPT_HOURS, RESPONSE_HOURS
from tenancy.rules import rule


def respond_by(assigned_at: datetime) -> datetime:
    """Until when whoever was given the lead at this moment has to respond: so many working hours later."""
    return add_working_hours(assigned_at, rule(RESPONSE_HOURS.key))


def hand_on_at(assigned_at: datetime, due: datetime) -> datetime:
    """When a lead that nobody accepted goes to the next in line.

    24 hours after it was given, not before the response was due, and in working time: a lead of Friday night does
    not run through the team until Monday.
    """
    waited = assigned_at + timedelta(hours=rule(ACCEPT_HOURS.key))
    return add_working_hours(max(waited, due), 0)
