"""Lists of choices bear a key that comes before they are laid out."""

import pytest
from textual.app import App, ComposeResult
from textual.widgets import OptionList

from ce_tui.ui.textual_fixes import wait_with_pages

wait_with_pages(OptionList)


@pytest.mark.parametrize("height", [0, 3])
@pytest.mark.parametrize("key", ["pageup", "pagedown"])
async def test_a_page_is_turned_only_where_there_is_one(key: str, height: int) -> None:
    class Choosing(App[None]):
        def compose(self) -> ComposeResult:
            options = OptionList(*map(str, range(9)))
            options.styles.height = height
            options.styles.border = ("none", "black")
            yield options

    app = Choosing()
    async with app.run_test(size=(20, 10)) as pilot:
        options = app.query_one(OptionList)
        options.focus()
        options.highlighted = 4
        await pilot.press(key)
        assert options.highlighted == (4 if height == 0 else {"pageup": 1, "pagedown": 7}[key])
        options.clear_options()
        await pilot.press(key)
        assert options.highlighted is None
