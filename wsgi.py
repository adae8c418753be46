"""The application that a WSGI server serves: ``waitress-serve wsgi:app``."""

from __future__ import annotations

import logging

from config import Settings
from fundtracker import create_app

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")

app = create_app(Settings.from_env())
