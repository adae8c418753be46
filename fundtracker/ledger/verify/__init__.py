"""Verification: everything that the ledger keeps, worked out again from its transfers.

Counters and totals are compared inside the database; the chain is walked entry by entry in a
stream, so that a book of any length is verified in little memory.
"""

from fundtracker.ledger.verify.anchors import Anchor, parse_anchor
from fundtracker.ledger.verify.report import Finding, Head, Report
from fundtracker.ledger.verify.run import verify

__all__ = ["Anchor", "Finding", "Head", "Report", "parse_anchor", "verify"]
