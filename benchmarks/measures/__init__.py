"""The measurements, one module for each kind; each adds its figures to the table."""
