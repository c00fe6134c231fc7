"""A service desk with real books, real sign-in and real workers; only the devices are puppets."""

import threading

from devices.ports import CodeRead, NoCard, NoCode
from devices.status import DeviceGoneError, Ready, Role
from devices.worker import DeviceWorker
from kiosk.clock import SystemClock
from kiosk.host import service_messages as said
from kiosk.host.device_book import DeviceBook
from kiosk.host.export_desk import ExportDesk
from kiosk.host.service_books import ServiceBooks
from kiosk.host.service_desk import ServiceDesk
from kiosk.host.service_errands import ServiceErrands, Takeaway
from kiosk.host.wire import Frame
from kiosk.paper.ledger import CustodyLedger
from kiosk.upkeep.paper_clerk import PaperClerk
from kiosk.upkeep.self_test import SelfTest
from kiosk.upkeep.staff.roles import StaffRole
from kiosk.uplink.backlog import Backlog
from tests.staff_rig import PIN, Desk

LIMIT_SECONDS = 30.0


class Puppet:
    """A device that answers what the test lays before it."""

    def __init__(self):
        self.is_gone, self.shown, self.laid = False, threading.Event(), threading.Event()
        self.content, self.cancelled = bytearray(), threading.Event()

    def open(self):
        if self.is_gone:
            raise DeviceGoneError("unplugged")

    def close(self):
        pass

    def probe(self):
        self.open()
        return Ready()

    def capabilities(self):
        return frozenset()

    def scan(self, timeout_seconds, cancelled):
        return self._wait(cancelled, lambda content: CodeRead(content, "qr"), NoCode())

    def read_card(self, timeout_seconds, cancelled):
        from devices.ports import CardRead

        return self._wait(cancelled, CardRead, NoCard())

    def _wait(self, cancelled, read, nothing):
        while not self.shown.wait(0.005):
            if cancelled.is_set():
                self.cancelled.set()
                return nothing
        return read(self.content)

    def show(self, content):
        self.content = bytearray(content)
        self.shown.set()


class NoBacklog:
    """An outbox with nothing in it."""

    def backlog(self):
        return Backlog(0, 0, None)


class Post:
    """Letters and events, in order, from any thread."""

    def __init__(self):
        self.letters, self.events, self.moved = [], [], threading.Condition()

    def send(self, visit_id, message, blob=None):
        with self.moved:
            self.letters.append((visit_id, message))
            self.moved.notify_all()

    def announce(self, event):
        with self.moved:
            self.events.append(event)
            self.moved.notify_all()


class Counter:
    """The desk, a service visit before it, and hands on devices and staff files."""

    def __init__(self, folder):
        self.clock = SystemClock()
        self.staff, self.post = Desk(folder, self.clock), Post()
        self.puppets = {Role.ID_READER: Puppet(), Role.QR_SCANNER: Puppet(),
                        Role.RECEIPT_PRINTER: Puppet(), Role.LICENCE_PRINTER: Puppet()}  # fmt: skip
        self.workers = {
            role.value: DeviceWorker(
                device_id=role.value, role=role, model="puppet", device=puppet, clock=self.clock,
                on_change=lambda report: None,
            )
            for role, puppet in self.puppets.items()
        }  # fmt: skip
        self.ledger = CustodyLedger(folder / "paper.sqlite", self.clock)
        self.ledger.load_stock("QH00000431", 40, "settings")
        self.tallies = DeviceBook(
            folder / "devices.sqlite",
            self.clock,
            self.workers.values(),
            {"receipt-printer": 80_000},
        )
        clerk = PaperClerk(self.ledger, self.staff.files.register, self.staff.files.audit)
        self.reports, self.cleared_by, self.tamper_is_open = [], [], False
        self.books = ServiceBooks(
            self.ledger, NoBacklog(), folder, self.clock, clerk, self.tallies,
            lambda: self.reports.append("soon"),
        )  # fmt: skip
        self.desk = ServiceDesk(
            post=self.post, sign_in=self.staff.sign_in, audit=self.staff.files.audit,
            workers=self.workers, books=self.books, make_test=self.make_test,
            errands=self.make_errands(folder), interfaces={},
        )  # fmt: skip
        self.desk.open("visit")

    def make_test(self):
        return SelfTest(self.clock)

    def make_errands(self, folder):
        """What is taken along: the writers of the test, the real folder."""
        self.exports = ExportDesk(folder / "exports")
        self.slips, self.write = [], lambda file: file.write_text("taken along")
        return ServiceErrands(
            post=self.post, audit=self.staff.files.audit, workers=self.workers,
            make_test=self.make_test, exports=self.exports, clock=self.clock,
            clear_tamper=self.clear_tamper,
            takeaway=Takeaway(
                "QH-BJL-03", lambda file: self.write(file), lambda _, file: self.write(file),
                lambda reports, at: self.slips.append(reports) or bytearray(b"slip"),
            ),
        )  # fmt: skip

    def clear_tamper(self, number):
        """The latch of the box: it takes back what was seen, unless the switch is open."""
        self.cleared_by.append(number)
        return not self.tamper_is_open

    def start(self):
        for worker in self.workers.values():
            worker.start()

    def close(self):
        self.desk.forget("visit")
        self.desk.close()
        for worker in self.workers.values():
            worker.stop()
        self.tallies.close()
        self.ledger.close()

    def close_books(self):
        """For a test that started no worker."""
        self.desk.close()
        self.tallies.close()
        self.ledger.close()

    def says(self, message, blob=b"", visit_id="visit"):
        """The visit speaks; what became of its blob."""
        frame = Frame(message, bytearray(blob))
        self.desk.take(visit_id, frame)
        return frame.blob

    def hears(self, kind):
        """All of one kind that the visit was told so far."""
        return [message for _, message in self.post.letters if isinstance(message, kind)]

    def waits_for(self, kind):
        """The next message of this kind; runs the hub's part meanwhile."""
        before = len(self.hears(kind))

        def come():
            while self.post.events:
                self.desk.on_event(self.post.events.pop(0))
            return len(self.hears(kind)) > before

        with self.post.moved:
            assert self.post.moved.wait_for(come, LIMIT_SECONDS), kind
        return self.hears(kind)[-1]

    def signs_in(self, role=StaffRole.TECHNICIAN):
        code = self.staff.enrol(role=role)
        self.says(said.TypeBadge(1), code.encode())
        self.says(said.TryPin(2), PIN.encode())
        return self
