"""The appeal kit: the papers that a collectivity needs to vote, agree and pay, ready to adapt.

Each is a text of French administration, in French alone, with named fields that the books fill in;
what they do not know stands between brackets, to be completed. ``PaperKind`` lists them, ``filled``
fills one in, ``WRITERS`` draw it, ``kit`` packs them all.
"""

from fundtracker.documents.appeal_kit.kit import WRITERS, filled, kit
from fundtracker.documents.kinds import PaperKind

__all__ = ["WRITERS", "PaperKind", "filled", "kit"]
