"""Where lists get their rows: the same rows whatever way a page is asked for, None once the user was told."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from ce_tui.demo.past import fill
from ce_tui.store import Store, StoreError
from ce_tui.ui.door import Door
from ce_tui.ui.drawing.lines import ContentItem
from ce_tui.ui.lists.few import Few
from ce_tui.ui.lists.sources import ClaimSource, CreditSource

NOW = datetime(2026, 6, 10, 14, 0, tzinfo=UTC)


def filled() -> Store:
    store = Store(None, NOW)
    fill(store, NOW)
    return store


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    made = Door(filled, lambda _: None)
    yield made
    await asyncio.to_thread(made.close)


async def test_pages_are_the_same_from_every_side(door: Door) -> None:
    sources: list[CreditSource | ClaimSource] = [ClaimSource(door, "ada", NOW)]
    sources += [CreditSource(door, which, "ada", NOW) for which in ("progress", "ready")]
    for source in sources:
        count = await source.count()
        assert count is not None
        every = await source.page(0, 100)
        assert every is not None
        assert len(every) == count
        for start in range(1, count):
            expected = every[start : start + 2]
            assert await source.page(start, 2) == expected
            assert await source.page(start, 2, after=every[start - 1].key) == expected
            assert await source.page(start, len(expected), from_end=count - start) == expected
        assert [await source.index_of(row.key) for row in every] == list(range(count))


async def test_a_filter_narrows_pages_and_counts(door: Door) -> None:
    source = CreditSource(door, "progress", "ada", NOW, "airway")
    assert await source.count() == 1
    assert [row.id for row in await source.page(0, 10) or ()] == ["difficult-airway"]


async def test_rows_at_hand() -> None:
    few = Few([ContentItem(n, None, None) for n in range(5)])  # type: ignore[arg-type]
    assert await few.count() == 5
    assert await few.index_of(3) == 3
    assert [row.key for row in await few.page(1, 2, after=0)] == [1, 2]


async def test_an_error_is_told_and_the_answer_is_none() -> None:
    told: list[str] = []

    def broken() -> Store:
        raise StoreError("Broken.")

    door = Door(broken, lambda error: told.append(str(error)))
    assert isinstance(await door.opened(), StoreError)
    assert await CreditSource(door, "progress", "ada", NOW).count() is None
    assert await ClaimSource(door, "ada", NOW).page(0, 1) is None
    assert told == ["Broken."] * 2
    with pytest.raises(StoreError):
        await door.ask_raw(lambda store: store.lists.organizations())
    await asyncio.to_thread(door.close)


async def test_closing_the_door_finishes_what_was_asked() -> None:
    done: list[str] = []

    def slow(store: Store) -> None:
        time.sleep(0.1)
        done.append("first")

    door = Door(filled, lambda _: None)
    door.begin(slow)
    door.begin(lambda store: done.append("second"))
    await asyncio.to_thread(door.close)
    assert done == ["first", "second"]
