"""Leaving a screen closes that screen, once, and ends what was going on in it."""

import asyncio

from textual.app import App
from textual.screen import Screen

from ce_tui.ui.leaving import leave


async def test_a_screen_is_left_once_and_never_the_one_below() -> None:
    app: App[None] = App()
    async with app.run_test() as pilot:
        below, above = Screen[str](), Screen[str]()
        results: list[str | None] = []
        await app.push_screen(below)
        await app.push_screen(above, results.append)
        leave(below)  # something is open above it
        leave(above, "first")
        leave(above, "second")
        await pilot.pause()
        assert (app.screen, results) == (below, ["first"])


async def test_what_a_left_screen_waits_for_is_ended() -> None:
    app: App[None] = App()
    left, done = asyncio.Event(), list[str]()

    async def work() -> None:
        await left.wait()
        done.append("drawn on nothing")

    async with app.run_test() as pilot:
        page = Screen[None]()
        await app.push_screen(page)
        page.run_worker(work())
        await pilot.pause()
        leave(page)
        left.set()
        await pilot.pause(0.1)
        assert done == []
