"""The style sheets of the app, the forms, the pages, the kiosk and the demo, side by side."""

from pathlib import Path

STYLES = Path(__file__).parent
