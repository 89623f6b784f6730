"""What the server (granian) calls."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "l2cplat.settings")
django_application = get_wsgi_application()

from core.serving_role import ask_now  # noqa: E402  needs the settings
from core.whole_body import WholeBody  # noqa: E402

application = WholeBody(django_application)
ask_now()
