"""What a family reads of one child: week, marks, results, attendance, programme, what is new (clause 4.8)."""
