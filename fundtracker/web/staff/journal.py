"""The journal of a fund: its entries, the latest first, found by what is known of them."""
