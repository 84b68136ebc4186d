"""The year in the panel: its calendar, the move to the next one, its archive (clauses 3.2, 4.4)."""
