"""The traceability sheet: one donation, every movement of its money down to the last voucher.

``TraceSheet`` is what it says, ``render`` draws it.
"""

from fundtracker.documents.traceability.content import Movement, SheetVoucher, TraceSheet
from fundtracker.documents.traceability.drawing import render

__all__ = ["Movement", "SheetVoucher", "TraceSheet", "render"]
