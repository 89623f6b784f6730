"""The task queue. What runs when stands in l2cplat/schedule.py."""

import os

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "l2cplat.settings")

app = Celery("l2cplat")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_django_logging(**_):
    """Celery sets up logging of its own unless somebody listens here; ours is in settings.LOGGING."""
    from logging.config import dictConfig

    from django.conf import settings

    dictConfig(settings.LOGGING)
