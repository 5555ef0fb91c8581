"""In which way the app is run: by a learner at home, to look around, at a kiosk, in a demo."""

from typing import NamedTuple


class Mode(NamedTuple):
    """What the app does and says differently from one way of running it to another."""

    leave: str = "quit"
    """What the key `q` of the main screen does."""
    loads: str = "`ce-tui import FILE` loads a catalog."
    """How more credits come to be, where whoever reads it can do it."""
    email: str = "E-mail"
    """What the profile calls the address."""
    opens: bool = True
    """Whether addresses are opened in a browser."""
    travels: bool = False
    """Whether its clock may be moved, and its store is thrown away: no fault then, and nothing to back up."""
    remaps: bool = True
    """Whether config.toml may change keys, and whether a theme that is chosen is kept."""
    browse: bool = False
    """Whether everything can be opened; the store is then a copy that is thrown away."""
    banner: str = ""
    """What stands at the top all the time."""


LEARNER = Mode()
BROWSE = Mode(browse=True, banner="BROWSE – nothing is recorded")
KIOSK = Mode(
    leave="sign out",
    loads="",
    email="E-mail (good for signing in once staff has confirmed it)",
    opens=False,
    remaps=False,
)
DEMO = Mode(travels=True)
