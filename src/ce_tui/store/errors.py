"""What can go wrong with the store, as sentences for people."""

from collections.abc import Sequence


class StoreError(Exception):
    """The store could not do it. The text is one clear sentence with the next step."""


class Refused(StoreError):
    """The rules say no. `reasons` are sentences, one for each thing to put right."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = tuple(reasons)
