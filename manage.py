#!/usr/bin/env python
"""Django's command line, bound to this project's settings."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if "runserver" in sys.argv[1:2]:  # the development server is for development
        os.environ.setdefault("DEBUG", "1")
    execute_from_command_line(sys.argv)
