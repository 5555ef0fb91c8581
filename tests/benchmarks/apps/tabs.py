"""A bare app with the tabs of ce-tui and thirty static rows: what Textual itself costs."""

from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static, Tab, Tabs


class TabsApp(App[None]):
    """Quits on q; a key moves nothing."""

    BINDINGS = [("q", "quit", "Quit")]

    def compose(self) -> ComposeResult:
        yield Static("CE Northwind")
        yield Tabs(Tab("In Progress 30"), Tab("Ready to Claim 0"), Tab("Certificates 0"))
        yield Input(placeholder="/ filter", compact=True)
        with Vertical():
            yield Static("\n".join(f"Credit {n:06}" for n in range(30)))
        yield Static("q quit")


def main() -> None:
    app = TabsApp()
    app.animation_level = "none"
    app.run()


if __name__ == "__main__":
    main()
