"""Answer times as a curve. On a scale of powers of ten: what is usual and what is a limit lie a
thousandfold apart, and both have to be seen.
"""  # noqa: D205

from math import ceil, floor, log10
from statistics import median

from screens.presenters.technician.parts import SparkView, TickView
from screens.presenters.technician.wording import Scene

#: A point stands out when it took this many times as long as is usual.
_STANDS_OUT = 5.0
_SHORTEST_SECONDS = 1e-4
_MOST_LINES = 4
#: So far along the curve a word beside a point does not run into the last one.
_ROOM_SHARE = 0.6


def curve(
    seconds: tuple[float, ...], limit_seconds: float, scene: Scene, *, is_there: bool = True
) -> SparkView:
    """The last answer times of a device, up to the limit at which it counts as stuck."""
    words = scene.words
    if not seconds:
        return SparkView(words("equipment.spark.none"))
    lowest = floor(log10(max(_SHORTEST_SECONDS, min(seconds))))
    highest = log10(max(limit_seconds, *seconds)) if limit_seconds else ceil(log10(max(seconds)))
    span = max(1.0, highest - lowest)
    top = ceil(lowest + span)

    def height(value: float) -> float:
        return min(1.0, max(0.0, (log10(max(_SHORTEST_SECONDS, value)) - lowest) / span))

    slowest = max(range(len(seconds)), key=lambda at: seconds[at])
    stands_out = seconds[slowest] > _STANDS_OUT * median(seconds)
    # At the end of the line stands what it is now.
    has_room = stands_out and slowest < _ROOM_SHARE * len(seconds)
    limit = words("equipment.spark.limit", time=time_text(limit_seconds, scene))
    slow = words("equipment.spark.slow", time=time_text(seconds[slowest], scene))
    return SparkView(
        title=words("equipment.spark.title", count=len(seconds)),
        heights=tuple(height(value) for value in seconds),
        ticks=tuple(
            TickView(height(10.0**power), time_text(10.0**power, scene))
            for power in range(lowest, top, 1 if top - lowest <= _MOST_LINES else 2)
        ),
        used=words("equipment.spark.used"),
        limit=limit if limit_seconds else "",
        now=words(
            f"equipment.spark.{'now' if is_there else 'last'}", time=time_text(seconds[-1], scene)
        ),
        slowest=slowest if stands_out else -1,
        slow=slow if has_room else "",
    )


def time_text(seconds: float, scene: Scene) -> str:
    """A time as short as it stays true: two digits, no decimals from ten milliseconds on."""
    if seconds >= 1:
        return scene.words("service.seconds", count=f"{seconds:.1f}".removesuffix(".0"))
    count = (
        f"{seconds * 1000:.1f}".removesuffix(".0") if seconds < 0.01 else f"{seconds * 1000:.0f}"
    )
    return scene.words("service.milliseconds", count=count)
