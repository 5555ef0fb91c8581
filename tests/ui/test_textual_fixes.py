"""One size at a time, whatever comes while a screen is being laid out."""

import asyncio

from textual.app import App
from textual.events import Resize
from textual.geometry import Size
from textual.screen import Screen

import ce_tui.ui.textual_fixes  # noqa: F401


class Counting(Screen[None]):
    told = 0

    def on_resize(self) -> None:
        self.told += 1


async def test_two_sizes_on_the_way_at_once_do_not_bring_each_other_back() -> None:
    class Counted(App[None]):
        def get_default_screen(self) -> Screen[None]:
            return Counting()

    app = Counted()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = app.screen
        assert isinstance(screen, Counting)
        told = screen.told
        for size in (Size(80, 25), Size(80, 24), Size(90, 30), Size(80, 24)):
            screen.post_message(Resize(size, size))
        for _ in range(200):
            await asyncio.sleep(0)
        assert screen.told <= told + 8
        assert screen.size == Size(80, 24)
        await pilot.resize_terminal(100, 30)
        assert screen.size == Size(100, 30)


async def test_an_old_size_that_comes_last_hides_no_new_one() -> None:
    """Of sizes that wait, a screen hears the last only; that may be the one it has told itself before."""

    class Two(App[None]):
        HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]

    app = Two()
    async with app.run_test(size=(80, 24)) as pilot:
        assert app.screen.has_class("-narrow")
        new = Size(100, 30)
        app._size = new  # as when the terminal has told it, just before the screen hears of it
        for size in (new, Size(80, 24)):
            app.screen.post_message(Resize(size, size))
        await pilot.pause()
        assert app.screen.has_class("-wide")
