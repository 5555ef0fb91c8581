"""What a person can put right, as sentences: one tree, caught once by the command line.

    UserError
    ├── SettingsError        a flag, a variable or config.toml (`settings`)
    ├── StoreError           the store cannot do it (`store`)
    │   ├── Refused          the rules say no
    │   └── Changed          a record is not what it was when it was sealed
    ├── CatalogError         a catalog or schedule that cannot be used (`catalog`)
    ├── CertificateError     a certificate that cannot be made or saved (`certificate`)
    └── Wrong                what a command was asked for (`commands`)

Everything else that reaches the command line is a crash, and goes to its report.
"""

from collections.abc import Mapping
from typing import Any


class UserError(Exception):
    """Something the person can put right: `sentences` for the person, one on a line; `details` more, for programs."""

    def __init__(self, *sentences: str, details: Mapping[str, Any] | None = None) -> None:
        super().__init__(*sentences)
        self.sentences = sentences
        self.details = details or {}

    def __str__(self) -> str:
        return " ".join(self.sentences)
