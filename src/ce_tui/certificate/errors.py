"""The one error of this package."""

from ce_tui.errors import UserError


class CertificateError(UserError):
    """A certificate cannot be made or saved; the message is for people, and names the next step."""
