"""The convening of a fund's committee: when and where it meets, about what, with whom.

``Convening`` is what it says, ``render`` draws it.
"""

from fundtracker.documents.convening.content import Convening, Waiting
from fundtracker.documents.convening.drawing import render

__all__ = ["Convening", "Waiting", "render"]
