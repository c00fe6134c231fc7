"""From the state of a service visit to the one view that is on the glass. Pure."""

from kiosk.upkeep.service.state import (
    Calling,
    ChoreAtDevice,
    ChoreMenu,
    Dashboard,
    DeviceDetail,
    Doorstep,
    EnteringPin,
    LoadingSheets,
    ServiceState,
    TypingBadge,
    Wiping,
)
from kiosk.upkeep.service.walk_state import Touching, Walk
from screens.presenters.frame import ScreenView
from screens.presenters.technician.chores import (
    call_view,
    chore_view,
    menu_view,
    sheets_view,
    wipe_view,
)
from screens.presenters.technician.dashboard import dashboard_view
from screens.presenters.technician.device import device_view
from screens.presenters.technician.door import door_view, pin_view, typing_view
from screens.presenters.technician.touch import touch_view
from screens.presenters.technician.walk import walk_view
from screens.presenters.technician.wording import Scene


def view_of(state: ServiceState, scene: Scene) -> ScreenView:
    """What is on the glass now."""
    match state.stage:
        case Doorstep() as stage:
            return door_view(state, stage, scene)
        case TypingBadge() as stage:
            return typing_view(state, stage, scene)
        case EnteringPin() as stage:
            return pin_view(state, stage, scene)
        case Dashboard():
            return dashboard_view(state, scene)
        case ChoreMenu():
            return menu_view(state, scene)
        case DeviceDetail() as stage:
            return device_view(state, stage, scene)
        case Walk(touching=Touching() as points):
            return touch_view(points, scene)
        case Walk() as stage:
            return walk_view(state, stage, scene)
        case ChoreAtDevice() as stage:
            return chore_view(state, stage, scene)
        case LoadingSheets() as stage:
            return sheets_view(state, stage, scene)
        case Wiping() as stage:
            return wipe_view(stage, scene)
        case Calling():
            return call_view(state, scene)
