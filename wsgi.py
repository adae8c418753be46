"""The application that a WSGI server serves: ``waitress-serve wsgi:app``."""

from __future__ import annotations

from config import Settings
from fundtracker import create_app

app = create_app(Settings.from_env())
