"""Hypothesis as it is used in this folder, and the names of the statements."""

from hypothesis import settings

settings.register_profile("ce-tui", derandomize=True, database=None, deadline=None)
settings.load_profile("ce-tui")
