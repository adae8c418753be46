"""The sheet for a donor's yearly ODA return (e-APD): what it paid in a year, by country and use.

``OdaSheet`` is what it says, ``render`` draws it.
"""

from fundtracker.documents.oda_sheet.content import OdaLine, OdaPayment, OdaSheet
from fundtracker.documents.oda_sheet.drawing import render

__all__ = ["OdaLine", "OdaPayment", "OdaSheet", "render"]
