"""A centre's data in: the sheets that it keeps, read, judged by the rules and stored in one act."""
