"""What every command stands on: the call itself, and what of it cannot be."""

from argparse import Namespace
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from ce_tui import crash
from ce_tui.errors import UserError
from ce_tui.settings import Settings


class Wrong(UserError):
    """What the command was asked for cannot be."""


class Job(NamedTuple):
    """One call of a command."""

    args: Namespace
    settings: Settings
    clock: Callable[[], datetime]

    @property
    def json(self) -> bool:
        """Whether a program reads: then one JSON value is printed, and nothing else."""
        return bool(getattr(self.args, "json", False))

    @property
    def learner(self) -> str:
        """Who learns, by key."""
        return self.settings.learner

    def crashed(self, error: BaseException) -> str:
        """Keep an error that nobody foresaw, and what to tell the person."""
        return crash.sentence(error, self.settings.log)
