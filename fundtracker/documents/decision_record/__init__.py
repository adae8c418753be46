"""The record of a decision: what was decided, by whom, and the money that moved under it.

``DecisionRecord`` is what it says, ``render`` draws it.
"""

from fundtracker.documents.decision_record.content import DecisionRecord, MoveLine
from fundtracker.documents.decision_record.drawing import render

__all__ = ["DecisionRecord", "MoveLine", "render"]
