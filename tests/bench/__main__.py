"""`python -m tests.bench [section …]`: every section, or those named, on a database of its own."""

import os
import sys

import django
from django.test.utils import get_runner, setup_test_environment

from . import table


def main(names):
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.test"
    django.setup()
    from django.conf import settings

    from .sections import SECTIONS  # models exist only after the set-up

    setup_test_environment()
    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        table.head()
        for name in names or SECTIONS:
            SECTIONS[name]()
    finally:
        runner.teardown_databases(databases)


if __name__ == "__main__":
    main(sys.argv[1:])
