"""The report to a donor over all funds: what became of all its money, then fund by fund.

``DonorOverview`` is what it says, ``render`` draws it.
"""

from fundtracker.documents.donor_overview.content import DonorOverview
from fundtracker.documents.donor_overview.drawing import render

__all__ = ["DonorOverview", "render"]
