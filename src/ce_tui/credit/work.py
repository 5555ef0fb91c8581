"""Work that takes long: it tells how far it is, and whoever hears that can stop it between two steps."""

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TypeVar

Tell = Callable[[str, int, int], None]
"""Hears what is being done, how much of it is done, and of how much (0: nobody knows).

It raises `Stopped` when nobody wants the rest; what was begun is then undone.
"""

One = TypeVar("One")

TELL_AFTER_SECONDS = 0.5
"""What takes longer than this says how far it is."""


class Stopped(Exception):
    """Somebody stopped the work; the text is a sentence that says what became of it."""


def silent(what: str, done: int, of: int) -> None:
    """Hears nothing, and never stops."""


def told(many: Collection[One], what: str, tell: Tell) -> Iterator[One]:
    """Each of many, telling before each how many are done."""
    return told_of(many, len(many), what, tell)


def told_of(many: Iterable[One], of: int, what: str, tell: Tell) -> Iterator[One]:
    """The same of what does not know how many there are, and is not to be held at once."""
    for done, one in enumerate(many):
        tell(what, done, of)
        yield one


def how_far(what: str, done: int, of: int) -> str:
    """`Reading the file: 34 %`; without the number where nobody knows it."""
    return f"{what}: {done * 100 // of} %" if of else f"{what} …"
