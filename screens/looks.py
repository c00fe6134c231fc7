"""Which pigments a surface wears. Pure data: names of tokens, lengths in design pixels."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LookSpec:
    """Tokens of one surface. No ``lip`` means that it cannot be pressed."""

    face: str
    ink: str = "ink"
    lip: str = ""
    edge: str = ""
    edge_px: int = 2
    #: Border in high contrast, where a tint carries nothing.
    contrast_edge: str = ""
    lip_px: int = 6
    dashed: bool = False


PIGMENTS = ("azurite", "jade", "teal", "plum", "ochre", "amber", "cinnabar")

_KEYS = {
    "pri": LookSpec("azurite", "on_dark", "azurite_lip"),
    "go": LookSpec("jade", "on_dark", "jade_lip"),
    "sec": LookSpec("surface", "azurite", "azurite_line", "azurite", 3),
    "soft": LookSpec("azurite_tint", "azurite", "azurite_line", contrast_edge="azurite"),
    "later": LookSpec("plum_tint", "plum", "plum_line", contrast_edge="plum"),
    "later_solid": LookSpec("plum", "on_dark", "plum_lip"),
    "danger": LookSpec("surface", "cinnabar", "cinnabar_line", "cinnabar", 3),
    "disabled": LookSpec("paper_deep", "ink2", "", "line_strong", 3, "ink", dashed=True),
    "busy": LookSpec("azurite_tint", "azurite", "", "azurite_line", 3),
    "aid": LookSpec("paper", "ink", "lip", contrast_edge="line", lip_px=4),
    "aid_help": LookSpec("jade_tint", "jade", "jade_line", contrast_edge="line", lip_px=4),
    "aid_on": LookSpec("azurite", "on_dark", "azurite_lip", lip_px=4),
    "option": LookSpec("surface", "ink", "lip", "line", 2, lip_px=5),
    "option_on": LookSpec("azurite", "on_dark", "azurite_lip", lip_px=5),
    "letter": LookSpec("surface", "ink", "lip", contrast_edge="line", lip_px=5),
    "letter_soft": LookSpec("azurite_tint", "azurite", "azurite_line",
                            contrast_edge="azurite", lip_px=5),
    "letter_go": LookSpec("azurite", "on_dark", "azurite_lip", lip_px=5),
}  # fmt: skip

_CARDS = {
    "card": LookSpec("surface", "ink", "", "line", 2, "line"),
    "card_paper": LookSpec("paper", "ink", contrast_edge="line"),
    "card_need": LookSpec("surface", "ink", "", "azurite", 5),
    "card_later": LookSpec("surface", "ink", "", "plum_line", 2, "plum_line"),
    "card_warn": LookSpec("amber_tint", "ink", "", "amber_solid", 5),
    "tile": LookSpec("surface", "ink", "lip", contrast_edge="line"),
    "sheet": LookSpec("surface", "ink", contrast_edge="line"),
    "field": LookSpec("surface", "ink", "", "line_strong", 3, "line"),
    "field_ro": LookSpec("paper", "ink", "", "line", 2, "line"),
    "field_need": LookSpec("surface", "ink", "", "azurite", 5, "azurite"),
    "unavailable": LookSpec("paper_deep", "ink2", "", "line_strong", 3, "ink", dashed=True),
    "chip": LookSpec("azurite_tint", "azurite", contrast_edge="azurite"),
}

_BANNERS = {
    "banner_info": LookSpec("azurite_tint", "azurite", contrast_edge="azurite"),
    "banner_ok": LookSpec("jade_tint", "jade", contrast_edge="jade"),
    "banner_warn": LookSpec("amber_tint", "amber", contrast_edge="amber"),
    "banner_bad": LookSpec("cinnabar_tint", "cinnabar", contrast_edge="cinnabar"),
    "banner_off": LookSpec("paper_deep", "ink2", contrast_edge="line_strong"),
    "banner_later": LookSpec("plum_tint", "plum", contrast_edge="plum"),
}

_PILLS = {
    "pill_ok": LookSpec("jade_tint", "jade", "", "jade_line", 2, "jade_line"),
    "pill_held": LookSpec("teal_tint", "teal", "", "teal_line", 2, "teal_line"),
    "pill_todo": LookSpec("azurite_tint", "azurite", "", "azurite_line", 2, "azurite_line"),
    "pill_later": LookSpec("plum_tint", "plum", "", "plum_line", 2, "plum_line"),
    "pill_warn": LookSpec("amber_tint", "amber", "", "amber_line", 2, "amber_line"),
    "pill_bad": LookSpec("cinnabar_tint", "cinnabar", "", "cinnabar_line", 2, "cinnabar_line"),
    "pill_off": LookSpec("paper_deep", "ink2", "", "line", 2, "line"),
}

_TINTS = {
    f"tint_{name}": LookSpec(f"{name}_tint", name, contrast_edge=name) for name in PIGMENTS
} | {"tint_grey": LookSpec("paper_deep", "ink2", contrast_edge="ink2")}

_SOLIDS = {
    "solid_azurite": LookSpec("azurite", "on_dark", "azurite_lip"),
    "solid_jade": LookSpec("jade", "on_dark", "jade_lip"),
}

_DOTS = {
    "dot_done": LookSpec("jade", "on_dark"),
    "dot_now": LookSpec("azurite", "on_dark"),
    "dot_wait": LookSpec("amber_solid", "focus_ink", "", "amber", 5),
    "dot_todo": LookSpec("surface", "ink2", "", "line_strong", 5),
    "dot_hollow": LookSpec("surface", "ink2", "", "line_strong", 5, dashed=True),
}

# The idle scene has its own ground in both themes: night sky, or the pale sky of the day.
_SCENE = {
    "night_card": LookSpec("#0B2236", "#FFFFFF", "#04101C", "#7FA6C4", 2),
    "night_key": LookSpec("#14304A", "#FFFFFF", "#020A12", lip_px=4),
    "night_lang": LookSpec("#14304A", "#FFFFFF", "#020A12", "#5F87A8", 2, lip_px=5),
    "night_lang_on": LookSpec("#FFFFFF", "#0B4A80", "#9DBDDA", lip_px=5),
    "night_call": LookSpec("#FFFFFF", "#0B4A80", "#9DBDDA", lip_px=8),
    "night_state": LookSpec("#0B2236", "#FFFFFF", "", "#7CF5B4", 2),
    "night_mark": LookSpec("#FFFFFF", "#0B4A80"),
    "night_dock": LookSpec("#071726", "#FFFFFF"),
    "day_card": LookSpec("surface", "ink", "lip", contrast_edge="line"),
    "day_key": LookSpec("paper", "ink", "lip", contrast_edge="line", lip_px=4),
    "day_lang": LookSpec("paper", "ink", "lip", contrast_edge="line", lip_px=5),
    "day_lang_on": LookSpec("azurite", "on_dark", "azurite_lip", lip_px=5),
    "day_call": LookSpec("azurite", "on_dark", "azurite_lip", lip_px=8),
    "day_state": LookSpec("surface", "jade", "", "jade_line", 2, "jade_line"),
    "day_mark": LookSpec("azurite", "on_dark"),
    "day_dock": LookSpec("surface", "ink", contrast_edge="line"),
}

# Demo chrome, never on the citizen's side: plum bar, graphite panels, the same in both themes.
_DEMO = {
    "demo_panel": LookSpec("#1C242D", "#FFFFFF", "", "#3A4652", 2),
    "demo_panel_hot": LookSpec("#1C242D", "#FFFFFF", "", "#F2B01E", 2),
    "demo_console": LookSpec("#10171E", "#E8EEF3", "", "#3A4652", 2),
    "demo_entry": LookSpec("#10171E", "#FFFFFF", "", "#8FA3B5", 2),
    "demo_bar_key": LookSpec("#4A3A78", "#FFFFFF", "#130D26", lip_px=4),
    "demo_key": LookSpec("#2F3B47", "#FFFFFF", "#070B0F", lip_px=4),
    "demo_key_hot": LookSpec("#F2B01E", "#17212B", "#8A6200", lip_px=4),
    "demo_key_bad": LookSpec("#3B2220", "#FFD0C6", "#160A09", lip_px=4),
    "demo_key_on": LookSpec("#4A3A78", "#FFFFFF", "#130D26", "#BDB3DC", 3, lip_px=4),
    "demo_key_off": LookSpec("#1C242D", "#AEBAC6", "", "#5A6875", 2, dashed=True),
}

# Technician chrome: graphite and an amber stripe, so that nobody takes it for the citizen's side.
_TECH = {
    "tech_key": LookSpec("#2A343F", "#FFFFFF", "#0A0F14", "#7C8894", 2, lip_px=4),
    "tech_mark": LookSpec("#F2B01E", "#1C242D"),
    "tech_console": LookSpec("#10171E", "#E8EEF3"),
    "tech_bad": LookSpec("surface", "ink", "", "cinnabar_line", 3, "cinnabar_line"),
    "tech_watch": LookSpec("surface", "ink", "", "amber_line", 3, "amber_line"),
    "tech_tile": LookSpec("surface", "ink", "lip", contrast_edge="line", lip_px=4),
    "tech_action": LookSpec("surface", "azurite", "lip", contrast_edge="line", lip_px=5),
    "tech_absent": LookSpec("paper", "ink2", "", "line_strong", 2, "ink", dashed=True),
    "tech_poor": LookSpec("surface", "amber", "lip", contrast_edge="amber"),
    "tech_nothing": LookSpec("surface", "cinnabar", "lip", contrast_edge="cinnabar"),
    "tech_well": LookSpec("jade_tint", "jade", "", "jade_line", 3, "jade_line"),
}

LOOKS = _KEYS | _CARDS | _BANNERS | _PILLS | _TINTS | _SOLIDS | _DOTS | _SCENE | _DEMO | _TECH
