"""Two pairs of eyes: what one proposes, and another confirms."""
