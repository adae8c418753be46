"""The decisions of a fund: recorded, and followed to what was allocated under each."""
