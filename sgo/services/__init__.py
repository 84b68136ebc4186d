"""Use cases: `fn(session, viewer, ..., now)`; permission, scope and rule, then the write."""
