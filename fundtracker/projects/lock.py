"""Holding the book of a project's fund while something about the project is decided."""

from __future__ import annotations

from fundtracker.funds.lock import locking
from fundtracker.projects.errors import NoSuchProject
from fundtracker.projects.models import Project

lock_project = locking(Project, NoSuchProject)
