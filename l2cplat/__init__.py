"""The project: settings, addresses, API router, schedule."""

from l2cplat.celery import app as celery_app

__all__ = ["celery_app"]
