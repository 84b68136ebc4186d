"""The week and the lessons that are formed from it: rows, slots, changes, substitutions (clause 4.4)."""
