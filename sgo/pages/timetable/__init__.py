"""The timetable: the week, one slot of it, changes of the day."""
