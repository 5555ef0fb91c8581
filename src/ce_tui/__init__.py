"""ce-tui: earn, claim and keep continuing-education credit in the terminal."""

__version__ = "0.1.0"
