"""Hypothesis without a deadline: the machine may be busy, the rules are pure."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("rules", deadline=None, derandomize=True, database=None)
settings.load_profile("rules")
