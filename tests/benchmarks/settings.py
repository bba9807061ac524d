"""Settings of the benchmarks: those of a server, with a stock change list and bare views beside the pages."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-benchmarks-" + "x" * 50)
os.environ.setdefault("ALLOWED_HOSTS", "testserver")
os.environ.setdefault("LOCAL", "true")

from tracker.settings import *  # noqa: F403

ROOT_URLCONF = "tests.benchmarks.urls"
