"""The journal page: who stands before it, what it shows, and every way of writing into it."""
