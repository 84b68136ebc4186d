"""Table classes by subject: typed columns, named constraints, relationships, how a row is named."""
