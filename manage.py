#!/usr/bin/env python
"""Django's command line. Commands that need the whole database speak to it as its owner."""

import os
import sys

OWNER_COMMANDS = {"migrate", "makemigrations", "sqlmigrate", "lintmigrations", "flush", "backup", "restore"}


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ["PORTAL_DATABASE_ROLE"] = "owner"
    from django.core.management import execute_from_command_line  # noqa: PLC0415  # after the environment is set

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
