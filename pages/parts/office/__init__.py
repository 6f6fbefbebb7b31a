"""Acts of offices on a page: people, units, roles, rules, staff lists, and what waits for a second person."""
