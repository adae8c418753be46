"""Solidarity funds: the crisis, who asked, the rules, and the decisions taken."""
