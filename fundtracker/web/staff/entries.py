"""The page of an entry: who moved which money where, and why."""
