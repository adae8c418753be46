"""The report on a fund, for all its donors: where its money is, what each project did.

``FundReport`` is what it says, ``render`` draws it.
"""

from fundtracker.documents.fund_report.content import (
    DonorLine,
    FundReport,
    PhaseLine,
    ProjectPart,
    RequestLine,
)
from fundtracker.documents.fund_report.drawing import render

__all__ = ["DonorLine", "FundReport", "PhaseLine", "ProjectPart", "RequestLine", "render"]
