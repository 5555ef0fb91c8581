"""What can go wrong with the store, as sentences for people."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from ce_tui.errors import UserError


class StoreError(UserError):
    """The store could not do it. The text is one clear sentence with the next step."""


class Changed(StoreError):
    """A record is not what it was when it was sealed; the others may be."""


class Refused(StoreError):
    """The rules say no. `reasons` are sentences, one for each thing to put right."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(*reasons)
        self.reasons = self.sentences


@contextmanager
def decoding() -> Iterator[None]:
    """Say in a sentence that what was read from the store makes no sense."""
    try:
        yield
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, OSError, RecursionError) as error:
        raise StoreError(
            "The store holds something that cannot be read, so it is damaged; run `ce-tui store restore`, or move "
            "the file away to start anew."
        ) from error
