"""Parties: the collectivities that give, the partners that act, and the people to write to."""
