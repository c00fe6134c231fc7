"""Which right a wish of staff takes. Owns the table; who has which right is in ``staff/roles``."""

from collections.abc import Container

from kiosk.host import service_messages as said
from kiosk.upkeep.device_actions import ActionName
from kiosk.upkeep.plan import Glass
from kiosk.upkeep.staff.roles import Right


def right_for(message: object, workers: Container[str]) -> Right | None:
    """What one must be allowed to do for this wish; None for one that nobody may have."""
    match message:
        case said.LookAtDevice(device_id=device_id):
            return Right.SEE_FRAMES if device_id in workers else None
        case said.TryDevice(device_id=device_id):
            return Right.TEST_DEVICES if device_id in workers else None
        case said.JudgeTrial(device_id=device_id):
            known = device_id in workers or device_id == Glass.TOUCH_SCREEN
            return Right.TEST_DEVICES if known else None
        case said.StopTrial() | said.PrintStatusSlip():
            return Right.TEST_DEVICES
        case said.ActOnDevice(device_id=device_id, action=action):
            known = device_id in workers and action in set(ActionName)
            return Right.TEST_DEVICES if known else None
        case said.ExportBundle():
            return Right.EXPORT
        case said.ExportFrames(device_id=device_id):
            return Right.EXPORT if device_id in workers else None
        case said.ReopenDevice(device_id=device_id, chore=chore):
            return _right_to_reopen(chore) if device_id in workers else None
        case said.LoadSheets():
            return Right.REFILL_SHEETS
        case said.SettleSheet():
            return Right.CLEAR_JAM
        case said.ChoreDone(chore=said.Chore.WIPE_GLASS):
            return Right.WIPE_GLASS
        case said.ChoreDone(chore=said.Chore.CALL_TECHNICIAN):
            return Right.CALL_TECHNICIAN
        case _:
            return None


def _right_to_reopen(chore: str) -> Right | None:
    match chore:
        case said.Chore.REFILL:
            return Right.REFILL_RECEIPTS
        case said.Chore.CLEAR_JAM:
            return Right.CLEAR_JAM
        case _:
            return None
