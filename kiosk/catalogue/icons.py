"""The names of the drawn icons: the closed list between packages and screens."""

# fmt: off
SERVICE_ICONS = frozenset({
    "apply", "proof", "scan", "progress", "licence", "ticket", "id", "health", "house", "fund",
    "shop", "car", "school", "passport", "elder", "family",
})
DEVICE_ICONS = frozenset({
    "card-reader", "doc-camera", "camera", "qr", "receipt", "printer", "keypad", "network",
    "power", "sign", "screen", "disk", "door", "ribbon",
})
INTERFACE_ICONS = frozenset({
    "help", "text-large", "contrast", "lower", "speaker", "globe", "back", "next", "up",
    "down", "check", "cross", "plus", "minus", "refresh", "play", "pause", "search", "mic",
    "mute", "edit", "backspace", "trash", "lock", "eye", "exit", "tap", "user", "cloud",
    "history", "doc", "clock", "bell", "info", "alert", "stop", "truck", "envelope", "phone",
    "pin", "video", "hangup", "star", "sun", "focus", "corners", "wrench", "plug",
})
# fmt: on
ICONS = SERVICE_ICONS | DEVICE_ICONS | INTERFACE_ICONS
