"""What printed sheets count and how they are made up: journal pages, summary sheets (clause 4.15)."""
