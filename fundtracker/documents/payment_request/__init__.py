"""The payment request: CUF asks a collectivity for what it granted and has not paid yet.

``PaymentRequest`` is what it says, ``render`` draws it.
"""

from fundtracker.documents.payment_request.content import PaymentRequest
from fundtracker.documents.payment_request.drawing import render

__all__ = ["PaymentRequest", "render"]
