"""Noticing that the terminal is gone where no signal says so, as in a session that does not own it."""

import select


def is_gone(terminal: int = 0) -> bool:
    """Whether nobody will ever type there again."""
    poll = select.poll()
    poll.register(terminal, 0)
    return any(events & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, events in poll.poll(0))
