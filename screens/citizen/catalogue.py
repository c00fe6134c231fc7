"""Which screen draws which view: the one list that the navigator is given."""

from screens.citizen.home import HomeScreen
from screens.presenters.home import HomeView

SCREENS = {
    HomeView: HomeScreen,
}
