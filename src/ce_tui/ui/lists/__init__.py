"""Lists of any length, of which only a window is in memory."""
