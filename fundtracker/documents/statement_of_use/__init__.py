"""The financial statement of use (compte rendu financier): a donation in a financial year.

Its three sheets follow the arrêté of 11 October 2006 and Cerfa 15059*02. ``StatementOfUse`` is
what it says, ``render`` draws it.
"""

from fundtracker.documents.statement_of_use.content import StatementOfUse, UseLine, UseOfProject
from fundtracker.documents.statement_of_use.drawing import render

__all__ = ["StatementOfUse", "UseLine", "UseOfProject", "render"]
