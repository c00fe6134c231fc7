"""The vitals as Prometheus metrics, on a door of the loopback interface.

Owns names and labels, which stay as they are (docs/technician.md lists them), and the door. Has a
registry of its own without the library's process collectors: what is not listed is not told.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from devices.status import Actor, Attention, DeviceReport, Unavailable, is_usable, xfs_state
from kiosk.host.health_monitor import Vitals

log = logging.getLogger(__name__)

LOOPBACK = "127.0.0.1"
PATH = "/metrics"
#: A scraper that connects and says nothing must not hold the door shut for the next one.
ASKER_LIMIT_SECONDS = 5.0
_DOOR_LOOKS_SECONDS = 0.1
_DEVICE = ("device", "role", "model")


class VitalsCollector(Collector):
    """Turns a snapshot into families, at the moment of the question."""

    def __init__(self, vitals: Callable[[], Vitals]) -> None:
        self._vitals = vitals

    def describe(self) -> Iterable[Metric]:
        """Nothing beforehand: registering must not ask."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """All families of one moment."""
        now = self._vitals()
        yield _info(now)
        yield _gauge("openhall_started_timestamp_seconds", now.origin.started_at.timestamp())
        yield _gauge("openhall_safe_mode", now.origin.is_safe_mode)
        yield _gauge("openhall_platform_up", now.is_platform_seen)
        yield _gauge("openhall_technician_called", now.technician_called_at is not None)
        yield from _devices(now.devices)
        yield from _outbox(now)
        yield from _sheets(now)
        yield _counter("openhall_visits", "visits that a citizen has woken", now.visits_woken)
        yield _counter("openhall_visit_processes_gone", "ended visit processes", now.visits_gone)


class MetricsDoor:
    """``GET /metrics`` on one port of loopback, on a thread of its own."""

    def __init__(self, vitals: Callable[[], Vitals], port: int) -> None:
        registry = CollectorRegistry(auto_describe=False)
        registry.register(VitalsCollector(vitals))
        self._server = HTTPServer((LOOPBACK, port), _handler(registry))
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._serve, name="metrics-door", daemon=True)

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Answer nobody any more."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _serve(self) -> None:
        self._server.serve_forever(_DOOR_LOOKS_SECONDS)


def open_door(vitals: Callable[[], Vitals], port: int | None) -> MetricsDoor | None:
    """The started door; None without a port. A port that is taken does not stop a kiosk."""
    if port is None:
        return None
    try:
        door = MetricsDoor(vitals, port)
    except OSError as refused:
        log.error("metrics_port_refused port=%d errno=%s", port, refused.errno)
        return None
    door.start()
    return door


def _handler(registry: CollectorRegistry) -> type[BaseHTTPRequestHandler]:
    class Asked(BaseHTTPRequestHandler):
        timeout = ASKER_LIMIT_SECONDS
        server_version, sys_version = "openhall", ""

        def do_GET(self) -> None:
            if self.path != PATH:
                self.send_error(404)
                return
            body = generate_latest(registry)
            self.send_response(200)
            self.send_header("Content-Type", CONTENT_TYPE_LATEST)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """A line for each scrape would bury the log."""

    return Asked


def _info(now: Vitals) -> Metric:
    family = GaugeMetricFamily(
        "openhall_info", "which terminal this is", labels=("terminal", "site", "version")
    )
    family.add_metric((now.origin.terminal, now.origin.site, now.origin.version), 1)
    return family


def _devices(devices: tuple[DeviceReport, ...]) -> Iterator[Metric]:
    up = GaugeMetricFamily("openhall_device_up", "citizens may rely on it", labels=_DEVICE)
    state = GaugeMetricFamily(
        "openhall_device_state",
        "1 for the state that it is in, and why, and who must act",
        labels=(*_DEVICE, "state", "reason", "actor"),
    )
    since = GaugeMetricFamily(
        "openhall_device_trouble_since_timestamp_seconds", "begin of its trouble", labels=_DEVICE
    )
    waiting = dict.fromkeys(Actor, 0)
    for one in devices:
        labels = (one.device_id, str(one.role), one.model)
        up.add_metric(labels, is_usable(one.status))
        reason, actor = "", ""
        if isinstance(one.status, Attention | Unavailable):
            reason, actor = one.status.reason, str(one.status.actor)
            since.add_metric(labels, one.status.since.timestamp())
            waiting[one.status.actor] += 1
        state.add_metric((*labels, str(xfs_state(one.status)), reason, actor), 1)
    yield from (up, state, since)
    needs = GaugeMetricFamily(
        "openhall_devices_waiting", "devices that wait for this person", labels=("actor",)
    )
    for actor_, count in waiting.items():
        needs.add_metric((str(actor_),), count)
    yield needs


def _outbox(now: Vitals) -> Iterator[Metric]:
    if now.backlog is None:
        return
    oldest = now.backlog.oldest_at
    age_seconds = 0.0 if oldest is None else (now.at - oldest).total_seconds()
    yield _gauge("openhall_outbox_unsent", now.backlog.unsent)
    yield _gauge("openhall_outbox_parked", now.backlog.parked)
    yield _gauge("openhall_outbox_oldest_age_seconds", max(0.0, age_seconds))


def _sheets(now: Vitals) -> Iterator[Metric]:
    if now.books is None:
        return
    sheets = GaugeMetricFamily(
        "openhall_sheets", "numbered blanks by where they are", labels=("where",)
    )
    for where in ("loaded", "remaining", "in_flight", "printed", "uncertain", "spoiled"):
        sheets.add_metric((where,), getattr(now.books, where))
    yield sheets


def _gauge(name: str, value: float) -> Metric:
    return GaugeMetricFamily(name, name.replace("_", " "), value=float(value))


def _counter(name: str, text: str, value: int) -> Metric:
    return CounterMetricFamily(name, text, value=float(value))
