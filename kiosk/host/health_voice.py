"""Who hears of the host's health: scrapers at the door, the platform by heartbeat.

Owns starting and stopping of both; what is told is the monitor's.
"""

from kiosk.clock import Clock
from kiosk.host.health_monitor import HealthMonitor
from kiosk.host.heartbeat import Heart
from kiosk.host.metrics import MetricsDoor, open_door
from kiosk.uplink.client import PlatformClient


class HealthVoice:
    """``metrics_port`` None: no door. ``client`` None: no heartbeat."""

    def __init__(
        self,
        monitor: HealthMonitor,
        metrics_port: int | None,
        client: PlatformClient | None,
        clock: Clock,
    ) -> None:
        self._monitor, self._metrics_port = monitor, metrics_port
        self._heart = Heart(client, monitor.vitals, clock) if client is not None else None
        self._door: MetricsDoor | None = None

    def start(self) -> None:
        """Begin to tell."""
        self._door = open_door(self._monitor.vitals, self._metrics_port)
        if self._heart is not None:
            self._monitor.on_change = self._heart.wake
            self._heart.start()

    def stop(self) -> None:
        """Fall silent."""
        if self._door is not None:
            self._door.stop()
            self._door = None
        if self._heart is not None:
            self._heart.stop()
            self._heart.join()
