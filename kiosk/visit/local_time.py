"""The terminal's civil time. China has one zone and no summer time."""

from datetime import datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "CST")


def local(at: datetime) -> datetime:
    """A moment as clocks in the hall show it."""
    return at.astimezone(CHINA)
