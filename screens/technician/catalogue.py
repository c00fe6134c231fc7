"""Which screen draws which view of a service visit."""

from screens.presenters.technician.chores import ChoreMenuView, ChoreView, SheetsView, WipeView
from screens.presenters.technician.dashboard import DashboardView
from screens.presenters.technician.device import DeviceView
from screens.presenters.technician.door import BadgeTypingView, DoorView, PinView
from screens.presenters.technician.touch import TouchView
from screens.presenters.technician.walk import WalkView
from screens.technician.chores import ChoreMenuScreen, ChoreScreen, SheetsScreen, WipeScreen
from screens.technician.dashboard import DashboardScreen
from screens.technician.device import DeviceScreen
from screens.technician.door import BadgeTypingScreen, DoorScreen, PinScreen
from screens.technician.touch import TouchScreen
from screens.technician.walk import WalkScreen

SERVICE_SCREENS = {
    BadgeTypingView: BadgeTypingScreen,
    ChoreMenuView: ChoreMenuScreen,
    ChoreView: ChoreScreen,
    DashboardView: DashboardScreen,
    DeviceView: DeviceScreen,
    DoorView: DoorScreen,
    PinView: PinScreen,
    SheetsView: SheetsScreen,
    TouchView: TouchScreen,
    WalkView: WalkScreen,
    WipeView: WipeScreen,
}
