"""The demo centre: invented people, workbooks of the centre's own shape, and a year of days.

Everything comes in by the doors a real centre uses: workbooks through the opening import, the
journal through the services, under the same rules and with the clock of each day.
"""
