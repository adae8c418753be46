"""Spending: partner agreements, payments to partners, expenditures and their papers.

Money of a project is held by CUF, advanced to a partner under an agreement, then justified by the
partner's documents; or spent by CUF itself. What a partner spent beyond what was advanced is
accepted and waits for the next payment. Whose money pays is decided when it happens, and stored.
"""
