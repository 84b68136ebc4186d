"""Lists on their way out: as the panel shows them, and in the shapes that the import takes."""
