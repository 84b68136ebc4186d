"""The plan of control: checks of journals, their remarks, what is read of them (clause 4.7)."""
