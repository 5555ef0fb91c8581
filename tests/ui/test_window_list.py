"""The list shows any number of rows, keeps the cursor where the user put it, and asks for little."""

import asyncio
import random
from bisect import bisect_left
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.content import Content
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widgets import ContentSwitcher, Static

from ce_tui.ui.drawing.text import fit
from ce_tui.ui.lists.window import PAGE, PAGES_KEPT
from ce_tui.ui.lists.window_list import WindowList

HOSTILE = ["[/x]", "[@click=app.quit]go[/]", "[red]not red[/red]", "\x1b[31mred\x1b]52;c;eA==\x07", "a\u202eb\x9b2J"]


@dataclass(frozen=True)
class Item:
    key: int
    title: str


class Memory:
    """A source that remembers what it was asked, and answers when it may."""

    def __init__(self, rows: int | Sequence[Item], title: str = "row") -> None:
        self.items = [Item(n, f"{title} {n}") for n in range(rows)] if isinstance(rows, int) else list(rows)
        self.pages: list[tuple[int, int, int | None, int | None]] = []
        self.counts = 0
        self.fails, self.check = False, True
        self.open = asyncio.Event()
        self.open.set()
        self.at_once = self.most_at_once = 0

    @property
    def calls(self) -> int:
        return self.counts + len(self.pages)

    async def _wait(self) -> None:
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        await asyncio.sleep(0)
        await self.open.wait()
        self.at_once -= 1

    async def count(self) -> int | None:
        self.counts += 1
        count = len(self.items)
        await self._wait()
        return None if self.fails else count

    async def index_of(self, key: int) -> int | None:
        await self._wait()
        return None if self.fails else bisect_left([item.key for item in self.items], key)

    async def page(
        self, start: int, limit: int, *, after: int | None = None, from_end: int | None = None
    ) -> Sequence[Item] | None:
        self.pages.append((start, limit, after, from_end))
        if self.check and after is not None:
            assert self.items[start - 1].key == after
        if self.check and from_end is not None:
            assert from_end == len(self.items) - start < start
            assert limit <= from_end
        rows = self.items[start : start + limit]
        await self._wait()
        return None if self.fails else rows


class Lists(App[None]):
    """One list, and another that is hidden."""

    def __init__(self, source: Memory, hidden: Memory | None = None) -> None:
        super().__init__()
        self.heard: list[str] = []
        self.list: WindowList[Item] = WindowList(
            lambda row, width: Content(fit(row.title, width)),
            source,
            empty="Nothing is here yet. Press n to import a catalog, or wait for the organizer to release a credit.",
            id="main",
        )
        self.other: WindowList[Item] = WindowList(lambda row, width: Content(fit(row.title, width)), hidden, id="other")

    def compose(self) -> ComposeResult:
        with ContentSwitcher(initial="main"):
            yield self.list
            yield self.other
        yield Static("foot")

    def on_mount(self) -> None:
        self.list.focus()

    def on_window_list_highlighted(self, event: WindowList.Highlighted[Item]) -> None:
        self.heard.append(f"at {event.row.key}" if event.row else "empty")

    def on_window_list_selected(self, event: WindowList.Selected[Item]) -> None:
        self.heard.append(f"chose {event.row.key}")


@asynccontextmanager
async def running(
    source: Memory, size: tuple[int, int] = (40, 15), hidden: Memory | None = None
) -> AsyncIterator[tuple[Lists, Pilot[None]]]:
    app = Lists(source, hidden)
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await quiet(app, pilot)
        yield app, pilot


async def quiet(app: Lists, pilot: Pilot[None]) -> None:
    await app.workers.wait_for_complete()
    await pilot.pause()


def screen(window_list: WindowList[Item]) -> list[str]:
    return [window_list.render_line(y).text.rstrip() for y in range(window_list.size.height)]


def key(window_list: WindowList[Item]) -> int | None:
    return window_list.row.key if window_list.row else None


def marked(window_list: WindowList[Item]) -> list[int]:
    """The screen lines that carry the cursor's mark."""
    return [y for y, line in enumerate(screen(window_list)) if line[:1] in ("▌", "›")]


def drawn_lines(window_list: WindowList[Item], monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A list that collects the lines drawn from now on."""
    drawn: list[int] = []
    render = window_list.render_line

    def watched(y: int) -> Strip:
        drawn.append(y)
        return render(y)

    monkeypatch.setattr(window_list, "render_line", watched)
    return drawn


async def test_empty_list_says_what_to_do_next_at_forty_columns() -> None:
    async with running(Memory(0)) as (app, pilot):
        text = " ".join(line.strip() for line in screen(app.list) if line.strip())
        assert text == app.list.empty
        await pilot.press("down", "up", "pageup", "pagedown", "home", "end", "enter")
        assert app.heard == ["empty"]
        assert app.list.row is None


async def test_nothing_is_claimed_before_the_first_answer() -> None:
    source = Memory(0)
    source.open.clear()
    app = Lists(source)
    async with app.run_test(size=(40, 15)) as pilot:
        await pilot.pause()
        assert not any(screen(app.list))
        source.open.set()
        await quiet(app, pilot)
        assert screen(app.list)[0].startswith(" Nothing is here")


async def test_one_row() -> None:
    async with running(Memory(1)) as (app, pilot):
        await pilot.press("down", "up", "pageup", "pagedown", "home", "end", "j", "k", "enter")
        assert app.heard == ["at 0", "chose 0"]
        assert screen(app.list)[0] == "▌row 0"
        assert not any(screen(app.list)[1:])


async def test_keys_go_where_they_say() -> None:
    async with running(Memory(100_000)) as (app, pilot):
        height = app.list.size.height
        for press, expected in [
            ("down", 1),
            ("j", 2),
            ("k", 1),
            ("pagedown", 1 + height),
            ("end", 99_999),
            ("up", 99_998),
            ("pageup", 99_998 - height),
            ("home", 0),
            ("up", 0),
            ("pageup", 0),
        ]:
            await pilot.press(press)
            await quiet(app, pilot)
            assert key(app.list) == expected, press
            assert len(marked(app.list)) == 1
            assert all(line.strip() for line in screen(app.list))


async def test_moving_inside_the_window_asks_nothing_and_reading_on_asks_once_a_page() -> None:
    source = Memory(100_000)
    async with running(source) as (app, pilot):
        assert source.pages == [(0, PAGE, None, None), (PAGE, PAGE, PAGE - 1, None)]
        calls = source.calls
        await pilot.press(*["down"] * 20, *["up"] * 10)
        await quiet(app, pilot)
        assert source.calls == calls
        for _ in range(100):
            app.list.action_page(1)
            await app.workers.wait_for_complete()
        read = int(key(app.list) or 0) // PAGE
        assert source.calls <= calls + read + 2
        assert all(after is not None for _, _, after, _ in source.pages[1:])


async def test_memory_is_flat() -> None:
    async with running(Memory(100_000)) as (app, _):
        for place in [*range(0, 3000, PAGE), 99_999, *range(90_000, 50_000, -1000)]:
            app.list._go(place, place)
            await app.workers.wait_for_complete()
            assert app.list.row is not None
        assert len(app.list._window.pages) <= PAGES_KEPT
        assert len(app.list._strips) <= PAGE * PAGES_KEPT


async def test_the_end_is_read_from_the_end() -> None:
    source = Memory(100_003)
    async with running(source) as (app, pilot):
        await pilot.press("end")
        await quiet(app, pilot)
        assert key(app.list) == 100_002
        starts = {page[0]: page for page in source.pages[2:]}
        last = 100_003 // PAGE * PAGE
        assert starts[last] == (last, 100_003 - last, None, 100_003 - last)


async def test_a_cursor_move_repaints_two_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(Memory(100)) as (app, pilot):
        drawn = drawn_lines(app.list, monkeypatch)
        await pilot.press("down")
        await pilot.pause()
        assert sorted(set(drawn)) == [0, 1]


async def test_enter_before_there_are_rows_takes_the_first_once_it_is_there() -> None:
    app = Lists(Memory(3), hidden=None)
    async with app.run_test(size=(40, 15)) as pilot:
        app.query_one(ContentSwitcher).current = "other"
        app.other.action_select()  # it is not shown yet, and nothing tells it where its rows are
        await pilot.pause()
        app.other.action_select()
        await pilot.pause()
        app.other.source = Memory(2, "late")
        await app.other.reload()
        await pilot.pause()
        assert app.heard[-1] == "chose 0"
        assert app.heard.count("chose 0") == 1
        await app.other.reload()
        await pilot.pause()
        assert app.heard.count("chose 0") == 1


async def test_it_is_settled_once_it_shows_its_rows_or_that_there_are_none() -> None:
    hidden = Memory(2, "late")
    async with running(Memory(0), hidden=hidden) as (app, pilot):
        assert app.list.is_settled
        assert not app.other.is_settled  # nobody has looked yet whether there are rows
        hidden.open.clear()
        app.query_one(ContentSwitcher).current = "other"
        await pilot.pause()
        assert not app.other.is_settled
        hidden.open.set()
        await quiet(app, pilot)
        assert app.other.is_settled
        assert app.other.row is not None


async def test_enter_on_a_list_without_rows_takes_nothing_that_comes_later() -> None:
    empty = Memory(0)
    app = Lists(empty)
    async with app.run_test(size=(40, 15)) as pilot:
        await app.list.reload()
        await pilot.press("enter")
        empty.items.append(Item(1, "new"))
        await app.list.reload()
        await pilot.pause()
        assert "chose 1" not in app.heard


async def test_a_burst_of_keys_ends_where_it_must_and_enter_takes_that_row() -> None:
    source = Memory(100_000)
    async with running(source) as (app, pilot):
        source.open.clear()
        app.heard.clear()
        await pilot.press("end", "up", "pageup", "enter", "home", "down")
        await pilot.pause()
        expected = 99_998 - app.list.size.height
        assert app.heard == []  # nothing half done is shown
        source.open.set()
        await quiet(app, pilot)
        assert app.heard[-2:] == [f"at {expected}", f"chose {expected}"]
        assert source.most_at_once == 1


async def test_a_held_key_on_a_slow_source_shows_progress_in_order_and_queues_nothing() -> None:
    source = Memory(100_000)
    async with running(source) as (app, pilot):
        app.heard.clear()
        for _ in range(20):
            source.open.clear()
            for _ in range(15):
                app.list.action_page(1)
            source.open.set()
            await pilot.pause()
        await quiet(app, pilot)
        places = [int(line.split()[1]) for line in app.heard]
        assert places == sorted(places)
        assert places[-1] == 300 * app.list.size.height
        assert len(places) > 10
        assert source.most_at_once == 1


async def test_a_reload_keeps_the_row_and_its_line_on_screen() -> None:
    source = Memory(1000)
    async with running(source) as (app, pilot):
        await pilot.press(*["pagedown"] * 5, *["up"] * 4)
        await quiet(app, pilot)
        here, line, shown = key(app.list), marked(app.list), screen(app.list)
        heard = list(app.heard)
        source.items = [Item(n, f"new {n}") for n in range(-7, 0)] + source.items
        await app.list.reload()
        await pilot.pause()
        assert (key(app.list), marked(app.list), screen(app.list)) == (here, line, shown)
        del source.items[:40]
        await app.list.reload()
        await pilot.pause()
        assert (key(app.list), marked(app.list), screen(app.list)) == (here, line, shown)
        assert app.heard == heard


async def test_rows_inserted_above_a_short_list_move_the_scrollbar_too() -> None:
    source = Memory(5)
    async with running(source) as (app, pilot):
        await pilot.press("end")
        source.items = [Item(n, "new") for n in range(-100, 0)] + source.items
        await app.list.reload()
        await quiet(app, pilot)
        assert key(app.list) == 4
        assert app.list.vertical_scrollbar.position == app.list.scroll_offset.y > 0


async def test_a_deleted_row_gives_the_cursor_to_the_next() -> None:
    source = Memory(100)
    async with running(source) as (app, pilot):
        await pilot.press(*["down"] * 5)
        source.items = [item for item in source.items if item.key not in (0, 1, 5)]
        await app.list.reload()
        assert key(app.list) == 6
        assert marked(app.list) == [3]  # two rows fewer above it
        source.items = source.items[:3]
        await app.list.reload()
        assert key(app.list) == source.items[-1].key
        source.items = []
        await app.list.reload()
        await pilot.pause()
        assert app.heard[-1] == "empty"
        source.items = [Item(7, "seven")]
        await app.list.reload()
        await pilot.pause()
        assert screen(app.list)[0] == "▌seven"
        assert not any(screen(app.list)[1:])  # nothing is left of the empty text


async def test_a_reload_repaints_only_what_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    source = Memory(1000)
    async with running(source) as (app, pilot):
        drawn = drawn_lines(app.list, monkeypatch)
        await app.list.reload()
        await pilot.pause()
        assert drawn == []
        source.items[3] = Item(3, "changed")
        source.items.append(Item(1000, "below"))
        await app.list.reload()
        await pilot.pause()
        assert set(drawn) == {3}
        assert screen(app.list)[3] == " changed"
        assert app.list.count == 1001


async def test_a_changed_row_under_the_cursor_is_told() -> None:
    source = Memory(10)
    async with running(source) as (app, pilot):
        source.items[0] = Item(0, "changed")
        await app.list.reload()
        await pilot.pause()
        assert app.heard == ["at 0", "at 0"]


async def test_reloads_coalesce_and_the_last_question_wins() -> None:
    slow, quick = Memory(1000, "slow"), Memory(500, "quick")
    async with running(Memory(100)) as (app, pilot):
        await pilot.press("down", "down")
        app.list.source = slow
        slow.open.clear()
        first = asyncio.create_task(app.list.reload(keep=False))
        await pilot.pause()
        app.list.source = quick
        waiting = [asyncio.create_task(app.list.reload(keep=keep)) for keep in (False, True, True)]
        await pilot.pause()
        slow.open.set()
        await asyncio.gather(first, *waiting)
        await quiet(app, pilot)
        assert app.list.count == 500
        assert screen(app.list)[0] == "▌quick 0"
        assert quick.counts == 1
        assert not any(line.strip("▌ ").startswith("slow") for line in screen(app.list))


async def test_moving_while_a_slow_reload_is_under_way_is_not_undone() -> None:
    source = Memory(1000)
    async with running(source) as (app, pilot):
        source.items = [Item(-1, "new"), *source.items]
        source.open.clear()
        task = asyncio.create_task(app.list.reload())
        await pilot.pause()
        await pilot.press("down", "down", "down")
        source.open.set()
        await task
        await quiet(app, pilot)
        assert key(app.list) == 3


async def test_a_reload_under_way_does_not_lead_the_end_key_astray() -> None:
    source = Memory(1000)
    async with running(source) as (app, pilot):
        source.items = [Item(-1, "new"), *source.items]
        source.open.clear()
        task = asyncio.create_task(app.list.reload())
        await pilot.pause()
        await pilot.press("end", "enter")
        source.open.set()
        await task
        await quiet(app, pilot)
        assert app.heard[-2:] == ["at 999", "chose 999"]


async def test_a_new_source_starts_at_its_top() -> None:
    async with running(Memory(100_000)) as (app, pilot):
        await pilot.press("end")
        await quiet(app, pilot)
        app.list.source = Memory(3, "found")
        await app.list.reload(keep=False)
        await quiet(app, pilot)
        assert screen(app.list)[:4] == ["▌found 0", " found 1", " found 2", ""]
        assert app.list.scroll_offset.y == 0
        assert app.heard[-1] == "at 0"


async def test_a_source_without_an_answer_leaves_what_is_shown() -> None:
    source = Memory(100_000)
    async with running(source) as (app, pilot):
        await pilot.press(*["down"] * 3)
        shown = screen(app.list)
        source.fails = True
        await app.list.reload()
        source.open.clear()
        await pilot.press("end", "enter")
        source.open.set()
        await quiet(app, pilot)
        assert screen(app.list) == shown
        assert key(app.list) == 3
        assert "chose" not in "".join(app.heard)
        calls = source.calls
        await quiet(app, pilot)
        assert source.calls == calls  # it does not insist
        source.fails = False
        await pilot.press("end")
        await quiet(app, pilot)
        assert key(app.list) == 99_999


async def test_a_reload_asked_for_during_a_failing_read_is_done() -> None:
    source = Memory(100_000)
    async with running(source) as (app, pilot):
        source.open.clear()
        source.fails = True
        await pilot.press("end")
        app.list.source = Memory(3, "other")
        task = asyncio.create_task(app.list.reload(keep=False))
        await pilot.pause()
        source.open.set()
        await asyncio.wait_for(task, 5)
        assert screen(app.list)[0] == "▌other 0"


async def test_clicks_move_and_then_select() -> None:
    async with running(Memory(100)) as (app, pilot):
        await pilot.click(app.list, offset=(5, 4))
        assert app.heard == ["at 0", "at 4"]
        await pilot.click(app.list, offset=(5, 4))
        assert app.heard == ["at 0", "at 4", "chose 4"]
        await pilot.click(app.list, offset=(39, 2))  # the scrollbar
        assert "at 2" not in app.heard


async def test_a_click_overrides_keys_that_wait_for_their_rows() -> None:
    source = Memory(100_000)
    async with running(source) as (app, pilot):
        source.open.clear()
        await pilot.press("end", "enter")
        await pilot.click(app.list, offset=(5, 4))
        source.open.set()
        await quiet(app, pilot)
        assert app.heard == ["at 0", "at 4"]
        assert app.list.scroll_offset.y == 0


async def test_a_click_below_the_last_row_does_nothing() -> None:
    async with running(Memory(3)) as (app, pilot):
        await pilot.click(app.list, offset=(5, 8))
        assert app.heard == ["at 0"]


async def test_scrolling_takes_the_cursor_along() -> None:
    async with running(Memory(100_000)) as (app, pilot):
        for y in (10, 50_000, 99_999, 0):
            app.list.scroll_to(y=y, animate=False)
            await quiet(app, pilot)
            assert len(marked(app.list)) == 1
            assert all(line.strip() for line in screen(app.list))
        assert key(app.list) == app.list.size.height - 1


async def test_the_wheel_scrolls_without_animation_and_takes_the_cursor_along() -> None:
    async with running(Memory(1000)) as (app, pilot):
        wheel = events.MouseScrollDown(app.list, 5, 5, 0, 1, 0, False, False, False, 5, 5)
        for _ in range(3):
            app.list.post_message(wheel)
        await pilot.pause()
        assert app.list.scroll_offset.y == 3 * app.scroll_sensitivity_y
        assert marked(app.list) == [0]
        assert app.heard[-1] == f"at {app.list.scroll_offset.y}"


async def test_resizing_keeps_the_cursor_on_screen() -> None:
    async with running(Memory(1000), size=(120, 40)) as (app, pilot):
        await pilot.press(*["down"] * 30)
        for size in [(80, 24), (40, 15), (120, 40), (20, 5), (300, 200), (40, 15)]:
            await pilot.resize_terminal(*size)
            await quiet(app, pilot)
            assert key(app.list) == 30, size
            assert len(marked(app.list)) == 1, size
            assert all(line.strip() for line in screen(app.list)), size
        await pilot.press("end")
        await pilot.resize_terminal(80, 40)
        await quiet(app, pilot)
        assert screen(app.list)[-1] == "▌row 999"


async def test_a_hidden_list_asks_nothing_until_it_is_shown() -> None:
    hidden = Memory(1000)
    async with running(Memory(10), hidden=hidden) as (app, pilot):
        await asyncio.wait_for(app.other.reload(), 5)
        assert hidden.calls == 0
        app.query_one(ContentSwitcher).current = "other"
        await pilot.pause()
        await quiet(app, pilot)
        assert hidden.counts == 1
        assert screen(app.other)[0][1:] == "row 0"
        app.query_one(ContentSwitcher).current = "main"
        await pilot.pause()
        hidden.items.insert(0, Item(-1, "new"))
        await asyncio.wait_for(app.other.reload(), 5)
        assert hidden.counts == 1
        app.query_one(ContentSwitcher).current = "other"
        await pilot.pause()
        await quiet(app, pilot)
        assert key(app.other) == 0
        assert app.other.count == 1001


@pytest.mark.parametrize("seed", range(6))
async def test_whatever_happens_the_screen_tells_the_truth(seed: int) -> None:
    chance = random.Random(seed)
    source = Memory([Item(n * 10, f"row {n}") for n in range(chance.choice([0, 1, 7, 200, 5000]))])
    async with running(source) as (app, pilot):
        asked: list[asyncio.Task[None]] = []

        def change() -> None:
            for _ in range(chance.randrange(30)):
                if source.items and chance.random() < 0.5:
                    del source.items[chance.randrange(len(source.items))]
                else:
                    number = chance.randrange(60_000)
                    spot = bisect_left([item.key for item in source.items], number)
                    if number not in [item.key for item in source.items[spot : spot + 1]]:
                        source.items.insert(spot, Item(number, f"new {number}"))

        deeds: list[Callable[[], object]] = [
            change,
            app.list.action_first,
            app.list.action_last,
            app.list.action_select,
            lambda: app.list.action_page(chance.choice([-1, 1])),
            lambda: app.list.action_move(chance.choice([-1, 1])),
            lambda: app.list.scroll_to(y=chance.randrange(5000), animate=False),
            lambda: asked.append(asyncio.create_task(app.list.reload(keep=chance.random() < 0.8))),
            lambda: source.open.set() if chance.random() < 0.7 else source.open.clear(),
            lambda: setattr(source, "fails", chance.random() < 0.2),
        ]
        source.check = False
        for _ in range(150):
            chance.choice(deeds)()
            if chance.random() < 0.3:
                await asyncio.sleep(0)
        source.fails = False
        source.open.set()
        await pilot.resize_terminal(chance.choice([20, 40, 120]), chance.choice([5, 15, 40]))
        await asyncio.wait_for(asyncio.gather(*asked, app.list.reload()), 10)
        await quiet(app, pilot)
        assert source.most_at_once == 1
        top, height = app.list.scroll_offset.y, app.list.size.height
        assert app.list.count == len(source.items)
        if source.items:
            assert [line[1:] for line in screen(app.list) if line] == [
                item.title for item in source.items[top : top + height]
            ]
            assert len(marked(app.list)) == 1
            assert app.list.row is source.items[top + marked(app.list)[0]]
            told = [line for line in app.heard if line.startswith("at")]
            assert told[-1] == f"at {key(app.list)}"
        else:
            assert app.heard[-1] == "empty"


async def test_hostile_titles_are_shown_as_they_are() -> None:
    async with running(Memory([Item(n, title) for n, title in enumerate(HOSTILE)]), size=(80, 24)) as (app, pilot):
        text = screen(app.list)
        assert text[0] == "▌[/x]"
        assert text[1] == " [@click=app.quit]go[/]"
        assert text[2] == " [red]not red[/red]"
        assert not [c for line in text for c in line if ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or c == "\u202e"]
        for y in range(len(HOSTILE)):
            await pilot.click(app.list, offset=(3, y))
            await pilot.click(app.list, offset=(3, y))
        assert app.is_running
        assert app.heard[-1] == f"chose {len(HOSTILE) - 1}"


@pytest.mark.parametrize("width", [0, 1, 2, 5, 40])
async def test_a_line_that_is_too_long_or_too_short_is_made_to_fit(width: int) -> None:
    lines = {0: "王" * 50, 1: "x", 2: "👩\u200d🚀" * 30}
    app = Lists(Memory(3))
    app.list._line = lambda row, _: Content(lines[row.key])
    async with app.run_test(size=(max(width, 1) + 1, 8)) as pilot:
        await quiet(app, pilot)
        for y in range(3):
            strip = app.list.render_line(y)
            assert strip.cell_length == app.list.size.width
            assert sum(segment.cell_length for segment in strip) == app.list.size.width


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light", "ansi-dark"])
async def test_the_cursor_is_marked_without_color_and_focus_shows(theme: str) -> None:
    async with running(Memory(10)) as (app, pilot):
        app.theme = theme
        await pilot.pause()
        focused = app.list.render_line(0)
        assert focused.text.startswith("▌")
        assert all(segment.style and segment.style.bold for segment in focused)
        app.set_focus(None)
        await pilot.pause()
        assert app.list.render_line(0).text.startswith("›")


async def test_a_theme_change_repaints_rows() -> None:
    async with running(Memory(10)) as (app, pilot):
        before = app.list.render_line(1)
        app.theme = "textual-light"
        await pilot.pause()
        assert list(app.list.render_line(1)) != list(before)


async def test_styled_lines_keep_their_style_except_under_the_cursor() -> None:
    app = Lists(Memory(2))
    app.list._line = lambda row, width: Content.assemble(row.title, (" 75 %", ".window-list--dim"))
    async with app.run_test(size=(40, 15)) as pilot:
        await quiet(app, pilot)
        cursor, other = ({segment.style for segment in app.list.render_line(y)} for y in (0, 1))
        assert len(cursor) == 1
        assert len(other) == 2


@pytest.mark.parametrize("rows", [3, 200], ids=["without scrollbar", "with scrollbar"])
async def test_a_line_ends_before_the_scrollbar(rows: int) -> None:
    app = Lists(Memory(rows))
    app.list._line = lambda row, width: Content(fit("end", width, right=True))
    async with app.run_test(size=(40, 10)) as pilot:
        await quiet(app, pilot)
        assert app.list.show_vertical_scrollbar == (rows == 200)
        assert "end " in app.export_screenshot().replace("&#160;", " ").replace("</text>", " ")
        assert app.list.render_line(1).text.rstrip().endswith("end")
        assert len(app.list.render_line(1).text.rstrip()) == app.list.scrollable_content_region.width
