"""The only package that speaks HTTP: pages for the staff, and what all pages share."""
