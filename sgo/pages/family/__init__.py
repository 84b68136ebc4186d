"""The pages of a family, on a phone first, and the calendar of their phone."""
