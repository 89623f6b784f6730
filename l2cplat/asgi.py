"""For asynchronous servers. The platform itself is served by l2cplat.wsgi, which measured four times faster."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "l2cplat.settings")
application = get_asgi_application()
