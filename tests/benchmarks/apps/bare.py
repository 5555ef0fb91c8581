"""The least a Textual app can do: one line that changes with each key."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class Bare(App[None]):
    keys = 0

    def compose(self) -> ComposeResult:
        yield Static("ready 0")

    def on_key(self) -> None:
        self.keys += 1
        self.query_one(Static).update(f"ready {self.keys}")


if __name__ == "__main__":
    Bare().run()
