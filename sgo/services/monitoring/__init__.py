"""The coordinator's board: what is late, by whom and in which group (clauses 1.5, 3.1, 5.3)."""
