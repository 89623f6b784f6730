"""What the server (granian) calls."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "l2cplat.settings")
application = get_wsgi_application()

from core.serving_role import ask_now  # noqa: E402  needs the settings

ask_now()
