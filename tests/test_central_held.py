"""The platform that holds cases at its door until its switch is turned, while words pass."""

import asyncio

import pytest

from central.faults import Fault, FaultMiddleware, Faults
from kiosk.uplink.contract import PATH_CASES, PATH_TIME, PATH_UPLOAD, PATH_UPLOADS

#: Far more turns of the loop than a request needs from the door to the application.
MANY_TURNS = 50


class Door:
    """The switch, and what got past it. Lives in one event loop."""

    def __init__(self):
        self.faults, self.passed = Faults(), []
        self._middleware = FaultMiddleware(self._app, self.faults)

    async def _app(self, scope, receive, send):
        self.passed.append(scope["path"])

    async def ask(self, method, path):
        """A request that has had every chance to get through."""
        scope = {"type": "http", "method": method, "path": path}
        asked = asyncio.create_task(self._middleware(scope, None, None))
        for _ in range(MANY_TURNS):
            await asyncio.sleep(0)
        return asked


@pytest.mark.parametrize(("method", "path"), [("POST", PATH_CASES), ("PATCH", PATH_UPLOAD)])
def test_case_waits_until_the_switch_is_turned_and_then_gets_through(method, path):
    async def held():
        door = Door()
        door.faults.turn(Fault.HELD)
        asked = await door.ask(method, path)
        assert door.passed == []
        door.faults.turn(Fault.NONE)
        await asked
        assert door.passed == [path]

    asyncio.run(held())


@pytest.mark.parametrize(("method", "path"), [("GET", PATH_TIME), ("POST", PATH_UPLOADS)])
def test_words_pass_meanwhile(method, path):
    async def held():
        door = Door()
        door.faults.turn(Fault.HELD)
        await (await door.ask(method, path))
        assert door.passed == [path]

    asyncio.run(held())


def test_platform_that_stops_lets_go_of_those_who_wait_and_of_those_who_come():
    async def held():
        door = Door()
        door.faults.turn(Fault.HELD)
        asked = await door.ask("POST", PATH_CASES)
        door.faults.close()
        await asked
        await (await door.ask("POST", PATH_CASES))
        assert door.passed == [PATH_CASES] * 2

    asyncio.run(held())
