"""The turn of the year: proposed, opened, moved by orders, closed, told and taken back (clauses 3.2, 4.4)."""
