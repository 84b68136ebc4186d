"""The movement book: orders prepared and decided, the memberships that follow, the register (clause 2.1.3)."""
