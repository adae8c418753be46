"""Projects: what a fund's money is for, where, of which type of action, and how it goes."""
