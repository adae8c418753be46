"""Long work, off the requests."""
