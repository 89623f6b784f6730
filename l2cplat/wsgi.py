"""What the server (granian) calls."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "l2cplat.settings")
django_application = get_wsgi_application()

from core.serving_role import ask_now  # noqa: E402  needs the settings
from core.whole_body import WholeBody  # noqa: E402

application = WholeBody(django_application)
ask_now()

# What stands now stays: no look for garbage passes over it again, and each look is short, since somebody waits.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 20)
