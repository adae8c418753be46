"""The minutes of a committee's meeting: who was there, what was said, what was decided."""

from fundtracker.documents.minutes.content import Decided, MeetingMinutes
from fundtracker.documents.minutes.drawing import render

__all__ = ["Decided", "MeetingMinutes", "render"]
