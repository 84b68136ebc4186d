"""Who may do what (permissions) and on which rows (scopes). Closed by default."""
