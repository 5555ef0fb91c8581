"""Reading a text: its table of contents, its links, its time."""

from dataclasses import replace

import pytest
from textual import events
from textual.geometry import Offset

from ce_tui.credit.model import Content
from ce_tui.credit.progress import total
from ce_tui.ui.boxes.help import HelpScreen
from ce_tui.ui.drawing.document import DocumentView

from .conftest import READING, Clock, Desk, Person, credit
from .test_learning import beats, minutes_of, open_content, record_of

FILLING = "\n\n".join(f"Line {n}." for n in range(30))
PLANS = f"# Plans\n\n{FILLING}\n\n## Plan A\n\n{FILLING}\n\n## Plan B\n\n{FILLING}\n\nThe end."


def reading(text: str, minutes: int = 0) -> Content:
    return replace(READING, text=text, length_ms=minutes * 60_000)


async def opened(person: Person) -> DocumentView:
    await open_content(person, "ReadingPage")
    view = person.app.screen.query_one(DocumentView)
    await person.waits(lambda: person.app.screen.stopwatch.running, "the text")  # type: ignore[attr-defined]
    return view


def top(person: Person) -> str:
    """The first line of the text on screen."""
    return person.screen.splitlines()[person.app.screen.query_one(DocumentView).region.y].split("│")[0].strip()


async def clicks_on(person: Person, text: str) -> None:
    """Click where that stands on the screen."""
    y, line = next((y, line) for y, line in enumerate(person.screen.splitlines()) if text in line)
    await person.pilot.click(offset=Offset(line.index(text) + 1, y))
    await person.pilot.pause()


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 15)])
async def test_the_table_of_contents_leads_to_a_heading(desk: Desk, size: tuple[int, int]) -> None:
    desk.load([credit("airway", reading(PLANS))])
    async with desk.open(size=size) as person:
        await opened(person)
        await person.presses("t")
        await person.sees("Table of contents", "▌Plans", "Plan A", "Plan B")
        assert ("Line 0." in person.screen) == (size[0] > 40)
        await person.presses("down", "enter")
        await person.misses("Table of contents")
        assert top(person) == "Plan A"
        await person.presses("down", "down", "t")
        await person.sees("▌ Plan A")  # the cursor is where the reader is
        await person.presses("t")
        await person.misses("Table of contents")
        await person.presses("t", "escape")
        await person.misses("Table of contents")
        assert person.where == "ReadingPage"
        assert top(person) == "Line 0."
        await person.presses("escape")
        await person.at("CreditPage")


async def test_it_can_all_be_clicked(desk: Desk) -> None:
    desk.load([credit("airway", reading("[the plan](https://example.org/plan)\n\n" + PLANS))])
    async with desk.open() as person:
        await opened(person)
        await clicks_on(person, "t contents")
        await person.sees("Table of contents")
        await clicks_on(person, "Plan B")
        await clicks_on(person, "Plan B")
        await person.misses("Table of contents")
        assert top(person) == "Plan B"
        await person.presses("home")
        await clicks_on(person, "the plan")
        await person.sees("There is no browser here, so the address was copied: https://example.org/plan")
        assert person.app.clipboard == "https://example.org/plan"
        await clicks_on(person, "l links")
        await person.sees("Links and images", "https://example.org/plan")
        await clicks_on(person, "Esc close")
        await person.misses("Links and images")


async def test_beside_a_wide_text_it_covers_nothing(desk: Desk) -> None:
    desk.load([credit("airway", reading(f"# A\n\n{'word ' * 200}\n\n# B"))])
    async with desk.open(size=(120, 30)) as person:
        await opened(person)
        before = person.screen.count("word")
        await person.presses("t")
        await person.sees("Table of contents")
        assert person.screen.count("word") == before == 200


@pytest.mark.parametrize(("text", "sentence"), [("# One\n\ntext", "fewer than two headings"), ("", "no links")])
async def test_what_a_text_does_not_have_is_said(desk: Desk, text: str, sentence: str) -> None:
    desk.load([credit("airway", reading(text or "text"))])
    async with desk.open() as person:
        await opened(person)
        assert "t contents" not in person.screen
        assert "l links" not in person.screen
        await person.presses("t" if text else "l")
        await person.sees(sentence)


LINKS = {
    "https://example.org/ok?a=%20b": "Opened in your browser: https://example.org/ok?a=%20b",
    "#plan-b": "",
    "#nowhere": "This text has no heading #nowhere.",
    "javascript:alert(1)": "Only web addresses (http or https) are opened from a text, so this was not: javascript:",
    "https://example.org/&#27;[2J&#x202e;&#10;": "Opened in your browser: https://example.org/",  # encoded on the way
}


async def test_only_web_addresses_and_anchors_are_opened(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    went: list[str] = []
    monkeypatch.setenv("DISPLAY", ":0")
    text = "# Plan A\n\n" + "\n\n".join(f"[link {n}](<{address}>)" for n, address in enumerate(LINKS)) + f"\n\n{PLANS}"
    desk.load([credit("airway", reading(text))])
    async with desk.open() as person:
        await opened(person)
        monkeypatch.setattr(person.app, "open_url", went.append)
        for n, sentence in enumerate(LINKS.values()):
            await person.presses("home", "l")
            await person.sees("Links and images", "▌link 0")
            await person.presses(*["down"] * n)
            await person.sees(f"▌link {n}")
            await person.presses("enter")
            await person.misses("Links and images")
            await person.sees(sentence)
            if not sentence:
                assert top(person) == "Plan B"
    assert went == ["https://example.org/ok?a=%20b", "https://example.org/&#27;%5B2J%E2%80%AE"]


async def test_an_image_is_a_link_with_its_text_and_is_never_fetched(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("something was fetched"))
    desk.load([credit("airway", reading("![The vortex](https://example.org/vortex.png)"))])
    async with desk.open() as person:
        await opened(person)
        await person.sees("[Image: The vortex]")
        await person.presses("l")
        await person.sees("Image: The vortex", "https://example.org/vortex.png")
        await person.presses("enter")
        await person.sees("the address was copied: https://example.org/vortex.png")


async def test_time_does_not_count_while_something_covers_the_text(desk: Desk, clock: Clock) -> None:
    desk.load([credit("airway", READING)])
    async with desk.open() as person:
        await opened(person)
        clock.move(seconds=20)
        await person.app.push_screen(HelpScreen(person.app.screen))
        clock.move(seconds=40)
        await beats(person)
        await person.presses("down")
        assert await minutes_of(person, "guide") == pytest.approx(20 / 60, abs=0.01)
        await person.presses("escape")
        await person.at("ReadingPage")
        clock.move(seconds=50)
        await beats(person)
        assert await minutes_of(person, "guide") == pytest.approx(70 / 60, abs=0.01)


async def test_time_does_not_count_while_the_terminal_has_lost_the_focus(desk: Desk, clock: Clock) -> None:
    desk.load([credit("airway", READING)])
    async with desk.open() as person:
        await opened(person)
        clock.move(seconds=20)
        person.app.post_message(events.AppBlur())
        await person.pilot.pause()
        clock.move(seconds=40)
        await beats(person)
        assert await minutes_of(person, "guide") == pytest.approx(20 / 60, abs=0.01)
        person.app.post_message(events.AppFocus())
        await person.pilot.pause()
        clock.move(seconds=50)
        await beats(person)
        assert await minutes_of(person, "guide") == pytest.approx(70 / 60, abs=0.01)


async def test_a_text_opened_without_the_focus_waits_for_it(desk: Desk, clock: Clock) -> None:
    desk.load([credit("airway", READING)])
    async with desk.open() as person:
        await person.presses("enter")
        await person.at("CreditPage")
        await person.presses("enter")
        person.app.post_message(events.AppBlur())
        await person.at("ReadingPage")
        await person.sees("Paragraph 0")
        clock.move(seconds=40)
        await beats(person)
        assert await record_of(person, "guide") is None


async def test_time_counts_while_the_table_of_contents_is_open(desk: Desk, clock: Clock) -> None:
    desk.load([credit("airway", reading(PLANS, 5))])
    async with desk.open() as person:
        await opened(person)
        await person.presses("t")
        clock.move(seconds=50)
        await person.presses("down")
        await beats(person)
        record = await record_of(person, "guide")
        assert record is not None
        assert total(record.spans) == 50_000


@pytest.mark.parametrize("text", ["# A\n## B\n### C", "[a]: http://example.org", " \n \n", "#"])
async def test_a_text_of_next_to_nothing_is_read_when_it_is_shown(desk: Desk, text: str) -> None:
    desk.load([credit("airway", reading(text))])
    async with desk.open() as person:
        await opened(person)
        await person.sees("✓ complete")
        await person.presses("t", "l", "end", "pagedown", "escape")


async def test_the_end_of_a_long_text_counts_when_it_is_reached(desk: Desk) -> None:
    desk.load([credit("airway", reading("\n".join(f"- item {n}" for n in range(9000))))])
    async with desk.open() as person:
        view = await opened(person)
        await beats(person)
        assert await record_of(person, "guide") is None
        await person.presses("end")
        await person.sees("item 8999", "✓ complete")
        await person.pilot.resize_terminal(60, 20)
        await person.sees("item 8999")
        assert view.at_end
