"""Which screen draws which view: the one list that the navigator is given."""

from screens.citizen.attract import AttractScreen
from screens.citizen.form import FormScreen
from screens.citizen.guide import GuideScreen
from screens.citizen.home import HomeScreen
from screens.citizen.identify import IdentifyScreen
from screens.presenters.attract import AttractView
from screens.presenters.form import FormView
from screens.presenters.guide import GuideView
from screens.presenters.home import HomeView
from screens.presenters.identify import IdentifyView

SCREENS = {
    AttractView: AttractScreen,
    FormView: FormScreen,
    GuideView: GuideScreen,
    HomeView: HomeScreen,
    IdentifyView: IdentifyScreen,
}
