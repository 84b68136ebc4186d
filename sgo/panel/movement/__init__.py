"""The movement book in the panel: its lines, its orders, what is done with them (2.1.3, decision 25)."""
