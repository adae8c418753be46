"""Donations: their dated steps, the money received, and what binds it."""
