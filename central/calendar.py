"""Days as the city counts them. Owns the one time zone; must not read a clock itself."""

from datetime import date, datetime, timedelta, timezone

#: China keeps one time all year, so a fixed offset needs no time-zone data on the machine.
CITY_TIME = timezone(timedelta(hours=8))


def city_day(at: datetime) -> date:
    """The day in the city at this instant."""
    return at.astimezone(CITY_TIME).date()


def month_of(day: date) -> str:
    """``YYYY-MM``."""
    return f"{day:%Y-%m}"


def months_back(day: date, count: int) -> str:
    """The month ``count`` months before ``day``'s."""
    index = day.year * 12 + day.month - 1 - count
    return f"{index // 12:04}-{index % 12 + 1:02}"


def months_between(first: str, last: str) -> tuple[str, ...]:
    """Every month from ``first`` to ``last``, both included."""
    low, high = (int(text[:4]) * 12 + int(text[5:]) - 1 for text in (first, last))
    return tuple(f"{index // 12:04}-{index % 12 + 1:02}" for index in range(low, high + 1))
