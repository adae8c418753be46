"""The donor report: what became of one collectivité's money in one fund, on a day.

``DonorReport`` is what it says, ``render`` draws it.
"""

from fundtracker.documents.donor_report.content import (
    AllocationLine,
    Cofunding,
    DecisionReference,
    DoesNotAddUp,
    Donor,
    DonorReport,
    FeeTerms,
    Gift,
    PaymentLine,
    ProjectSheet,
    Source,
    SpendingLine,
    StepLine,
)
from fundtracker.documents.donor_report.report import render

__all__ = [
    "AllocationLine",
    "Cofunding",
    "DecisionReference",
    "DoesNotAddUp",
    "Donor",
    "DonorReport",
    "FeeTerms",
    "Gift",
    "PaymentLine",
    "ProjectSheet",
    "Source",
    "SpendingLine",
    "StepLine",
    "render",
]
