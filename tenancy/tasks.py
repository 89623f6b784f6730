"""Upkeep of what belongs to no tenant."""

from celery import shared_task

from tenancy.devices import forget_ended
from tenancy.signin import forget_rested


@shared_task(name="tenancy.forget_sign_ins")
def forget_sign_ins() -> None:
    """Daily: forget wrong tries that rested, and sessions that are over."""
    forget_rested()
    forget_ended()
