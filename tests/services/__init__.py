"""What tests need beside Python: PostgreSQL, a browser, hledger; found, obtained, started."""
