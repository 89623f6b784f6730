#!/usr/bin/env python
"""Django's command line; finds the services that `make up` started by itself."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "l2cplat.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit(
            "Django is not installed for this Python. Run `make venv`, then use .venv/bin/python manage.py …"
        )
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
