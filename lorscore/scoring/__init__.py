"""From evidence to levels (rules), from levels to strength (ordinal logistic), and why."""
