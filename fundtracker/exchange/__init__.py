"""Formats that go in and out: one module each."""
