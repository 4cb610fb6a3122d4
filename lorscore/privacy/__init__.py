"""Names and other identifiers out of letters."""
