"""The one error of this package."""


class CertificateError(Exception):
    """A certificate cannot be made or saved; the message is one sentence for people, with the next step."""
