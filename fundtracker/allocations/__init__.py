"""Allocations: whose money goes to which project, by which decision."""
