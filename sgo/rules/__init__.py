"""Pure functions of values: what the regulation allows. No Flask, no SQLAlchemy, no clock."""
