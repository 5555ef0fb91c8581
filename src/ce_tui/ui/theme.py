"""The looks the app offers beside Textual's own: one of high contrast (WCAG AAA, held by a test)."""

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

THEMES = ("textual-dark", "textual-light", "high-contrast", "nord", "gruvbox")
"""Those offered in the profile; names are Textual's except `high-contrast`."""
DEFAULT = "textual-dark"


def allowed(name: str) -> str:
    """`name` when it is one of the offered looks, else the default one."""
    return name if name in THEMES else DEFAULT
