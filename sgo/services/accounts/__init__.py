"""Accounts: made, issued, signed in with, closed; roles, sessions, passwords, who looks (clauses 3.2, 4.2, 5.5)."""
