"""The project sheet: what one project is, its budget and spending, whose money is in it.

``ProjectSheet`` is what it says, ``render`` draws it.
"""

from fundtracker.documents.project_sheet.content import BudgetPart, PaymentPart, ProjectSheet
from fundtracker.documents.project_sheet.drawing import render

__all__ = ["BudgetPart", "PaymentPart", "ProjectSheet", "render"]
