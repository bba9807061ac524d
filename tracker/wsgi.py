"""The door for a production server such as gunicorn: `gunicorn tracker.wsgi`."""

import os
import sys

from django.core.wsgi import get_wsgi_application

from tracker.environment import UnsetEnvironmentError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
try:
    application = get_wsgi_application()
except UnsetEnvironmentError as problem:
    sys.exit(str(problem))
