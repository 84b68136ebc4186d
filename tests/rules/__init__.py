"""Tests of the pure rules: no application, no database, no clock."""
