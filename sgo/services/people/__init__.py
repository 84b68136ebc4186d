"""What is kept of a person beside the card: papers, the extract, and its destruction (clause 2.1.2)."""
