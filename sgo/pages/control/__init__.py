"""The plan of control: checks, remarks, and the teacher's own (clauses 2.2.2, 4.7)."""
