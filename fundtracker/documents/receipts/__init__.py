"""The certificate of a receipt, and the yearly statement of all receipts of a donor.

``Receipts`` is what either says, ``render`` draws it.
"""

from fundtracker.documents.receipts.content import ReceiptLine, Receipts
from fundtracker.documents.receipts.drawing import render

__all__ = ["ReceiptLine", "Receipts", "render"]
