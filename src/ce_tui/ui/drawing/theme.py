"""The looks the app offers beside Textual's: high contrast (WCAG AAA, held by a test), and for the color-blind."""

from textual.theme import Theme

HIGH_CONTRAST = Theme(
    name="high-contrast",
    primary="#ffd400",
    secondary="#7fd7ff",
    accent="#ffd400",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1a1a1a",
    success="#7dff7d",
    warning="#ffd400",
    error="#ff9d9d",
    dark=True,
    variables={
        "block-cursor-background": "#ffd400",
        "block-cursor-foreground": "#000000",
        "block-cursor-blurred-background": "#4d4d4d",
        "block-cursor-blurred-foreground": "#ffffff",
        "input-selection-background": "#005f87",
        "border": "#ffffff",
        "border-blurred": "#bfbfbf",
        "text-muted": "#d0d0d0",
        "footer-background": "#1a1a1a",
    },
)

COLOR_SAFE = Theme(
    name="color-safe",
    primary="#56b4e9",
    secondary="#a9d8f5",
    accent="#f0e442",
    foreground="#f5f5f5",
    background="#10141a",
    surface="#10141a",
    panel="#1f2731",
    success="#56b4e9",
    warning="#f0e442",
    error="#ff8f5a",
    dark=True,
    variables={
        "text-success": "#56b4e9",
        "text-warning": "#f0e442",
        "text-error": "#ff8f5a",
        "block-cursor-background": "#56b4e9",
        "block-cursor-foreground": "#10141a",
        "block-cursor-blurred-background": "#3a4553",
        "block-cursor-blurred-foreground": "#f5f5f5",
        "input-selection-background": "#1f5f87",
    },
)
"""Blue, yellow and orange stay apart for whoever does not see red, green or blue (held by a test)."""

OWN = (HIGH_CONTRAST, COLOR_SAFE)
THEMES = ("textual-dark", "textual-light", "high-contrast", "color-safe", "nord", "gruvbox")
"""Those offered in the profile; names are Textual's except those of `OWN`."""
DEFAULT = "textual-dark"


def allowed(name: str) -> str:
    """`name` when it is one of the offered looks, else the default one."""
    return name if name in THEMES else DEFAULT
