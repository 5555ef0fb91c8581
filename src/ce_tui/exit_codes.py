"""What the program returns to whoever started it, and a sign-in of a kiosk to its launcher."""

DONE = 0
"""It is done. Of a sign-in: signed out."""
PUT_RIGHT = 2
"""There is something the person can put right, and it was said."""
CRASHED = 70
"""Something that nobody foresaw; a crash report keeps it. (EX_SOFTWARE of sysexits.h.)"""
CLOSED_BY_STAFF = 76
"""Of a sign-in: the staff closes the kiosk."""
STOPPED = 130
"""Ctrl+C: what the shell makes of SIGINT."""
NOBODY_READS = 141
"""Whoever read the output has gone: what the shell makes of SIGPIPE."""
