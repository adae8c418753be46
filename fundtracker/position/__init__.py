"""The position and the traces: where the money of a scope is, and which way every euro came.

Read only. Every figure is a sum of balances (or of dated steps, kept apart), so a statement adds
up by construction, and the statements of a book's donors add up to the book's.
"""
