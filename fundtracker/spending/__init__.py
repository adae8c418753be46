"""Spending: partner agreements, payments to partners, and what was justified."""
