"""The teacher's journal: the page, its tabs, and what its script asks for."""
