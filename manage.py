"""Run the tracker's commands; those of a local try-out need no environment."""

import os
import sys
from pathlib import Path

from tracker.environment import UnsetEnvironmentError, prepare_environment

if __name__ == "__main__":
    try:
        prepare_environment(sys.argv[1:2], folder=Path(__file__).resolve().parent / "var")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)
    except UnsetEnvironmentError as problem:
        sys.exit(str(problem))
