"""The committee of donors: its meetings, convened before it decides."""
