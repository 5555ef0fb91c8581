"""What seals records: each is bound to the one before it, so that none is changed, taken out or put in unseen."""

from hashlib import sha256

FIRST = "ce-tui"
"""What the first record of an organization is bound to."""


def seal(before: str, *said: str) -> str:
    """The seal of a record that says this, upon the seal of the one before it."""
    return sha256("\n".join((before, *said)).encode("utf-8", "surrogatepass")).hexdigest()


def paper_seal(claim: str, edition: int, pdf: bytes) -> str:
    """The seal of a paper, upon the seal of its claim."""
    return seal(claim, str(edition), sha256(pdf).hexdigest())
