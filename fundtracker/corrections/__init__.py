"""Corrections: one act that reverses what was wrong and posts what replaces it."""
