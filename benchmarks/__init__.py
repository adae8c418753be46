"""What is said to be fast, measured: ratios to a reference application, in one interleaved run."""
