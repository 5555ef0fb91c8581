"""Hypothesis as it is used in this folder: the same examples every time, no clock, no files."""

from hypothesis import settings

settings.register_profile("ce-tui", derandomize=True, database=None, deadline=None)
settings.load_profile("ce-tui")
