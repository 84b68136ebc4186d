"""Cards of students, guardians and staff, and what is kept with them (clauses 2.1.1, 2.1.2)."""
