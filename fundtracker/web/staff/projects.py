"""The projects of a fund, and the page of each: whose money is in it and what became of it."""
