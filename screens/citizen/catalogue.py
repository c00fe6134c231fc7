"""Which screen draws which view: the one list that the navigator is given."""

from screens.citizen.attract import AttractScreen
from screens.citizen.capture import CaptureScreen
from screens.citizen.envelope import EnvelopeScreen
from screens.citizen.fault import FaultScreen
from screens.citizen.form import FormScreen
from screens.citizen.goodbye import GoodbyeScreen
from screens.citizen.guide import GuideScreen
from screens.citizen.help import HelpScreen
from screens.citizen.home import HomeScreen
from screens.citizen.identify import IdentifyScreen
from screens.citizen.materials import MaterialsScreen
from screens.citizen.rating import RatingScreen
from screens.citizen.review import ReviewScreen
from screens.citizen.scanning import ScanningScreen
from screens.citizen.services import ServicesScreen
from screens.citizen.sheet import SheetScreen
from screens.citizen.submitted import SubmittedScreen
from screens.citizen.timeout import TimeoutScreen
from screens.presenters.attract import AttractView
from screens.presenters.capture import CaptureView
from screens.presenters.envelope import EnvelopeCardView
from screens.presenters.fault import FaultView
from screens.presenters.form import FormView
from screens.presenters.goodbye import GoodbyeView
from screens.presenters.guide import GuideView
from screens.presenters.help import HelpView
from screens.presenters.home import HomeView
from screens.presenters.identify import IdentifyView
from screens.presenters.materials import MaterialsView
from screens.presenters.rating import RatingView
from screens.presenters.review import ReviewView
from screens.presenters.scanning import ScanningView
from screens.presenters.services import ServicesView
from screens.presenters.sheet import SheetView
from screens.presenters.submitted import SubmittedView
from screens.presenters.timeout import TimeoutView

SCREENS = {
    AttractView: AttractScreen,
    CaptureView: CaptureScreen,
    EnvelopeCardView: EnvelopeScreen,
    FaultView: FaultScreen,
    FormView: FormScreen,
    GoodbyeView: GoodbyeScreen,
    GuideView: GuideScreen,
    HelpView: HelpScreen,
    HomeView: HomeScreen,
    IdentifyView: IdentifyScreen,
    MaterialsView: MaterialsScreen,
    RatingView: RatingScreen,
    ReviewView: ReviewScreen,
    ScanningView: ScanningScreen,
    ServicesView: ServicesScreen,
    SheetView: SheetScreen,
    SubmittedView: SubmittedScreen,
    TimeoutView: TimeoutScreen,
}
