"""Large ledgers for measuring: seeded, consistent to the cent, written straight into the tables."""
