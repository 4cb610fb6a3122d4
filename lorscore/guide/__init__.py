"""The guide as data (rules, lexicons, criteria, specialties), and what loads and lints it."""
