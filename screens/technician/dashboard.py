"""Dashboard (20)."""

from pathlib import Path

from kivy.lang import Builder

from screens.technician.rows import TroubleRow, fill_rows
from screens.technician.screen import TechScreen, fill
from screens.technician.tiles import ActionCard, DeviceTile, SupplyRow


class DashboardScreen(TechScreen):
    """What has to be done, every device, paper, the past."""

    work = ("devices_head", "devices", "supplies_head", "supplies")
    context_px = 800

    def draw(self, view):
        cards = (view.actions,) if view.actions else ()
        fill(self.ids.actions, cards, lambda actions: ActionCard(view=actions))
        for card in self.ids.actions.children:
            card.setting = view.setting
        fill(self.ids.devices, view.devices, lambda tile: DeviceTile(view=tile))
        fill(self.ids.supplies, view.supplies, lambda supply: SupplyRow(view=supply))
        fill_rows(self.ids.troubles, view.troubles, lambda line: TroubleRow(view=line))


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
