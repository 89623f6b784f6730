"""The project: settings, addresses, API router, schedule."""

import gc

# Models and addresses are a large heap that never goes; looking through it often takes a tenth of a process's start
# and a twentieth of its work.
gc.set_threshold(100_000, 50, 50)

from l2cplat.celery import app as celery_app  # noqa: E402

__all__ = ["celery_app"]
