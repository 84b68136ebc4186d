"""Lists on their way in: every step, what it shows, how a load ends (clause 2.1.2)."""
