"""Moments as the store keeps them: whole milliseconds since the epoch, always cut and never rounded up."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def ms(moment: datetime) -> int:
    """The millisecond in which a moment lies."""
    return (moment - _EPOCH) // _MILLISECOND


def utc(ms: int) -> datetime:
    """Milliseconds since the epoch as an aware UTC moment."""
    return _EPOCH + timedelta(milliseconds=ms)


def cut(moment: datetime) -> datetime:
    """The beginning of the millisecond in which a moment lies, in UTC: what a clock says to this program."""
    return utc(ms(moment))
