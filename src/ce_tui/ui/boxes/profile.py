"""The profile: the name on certificates, license, e-mail, theme, and the way to the instructions."""

from dataclasses import replace

from textual import getters, on, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, OptionList, Select, Static

from ce_tui.credit.standing import NAME_LENGTH, name_problems
from ce_tui.credit.text import clean
from ce_tui.store import StoreError
from ce_tui.ui.base import AppBase
from ce_tui.ui.box import Box, field
from ce_tui.ui.drawing.text import plain
from ce_tui.ui.drawing.theme import THEMES
from ce_tui.ui.leaving import leave
from ce_tui.ui.places import Instructions
from ce_tui.ui.textual_fixes import wait_with_pages

wait_with_pages(OptionList)  # which opens below the theme


class ProfileScreen(Box[None]):
    """What the app knows of the learner. A changed name is used from the next claim on."""

    BOX_TITLE = "Profile"
    app = getters.app(AppBase)
    name_input = getters.query_one("#name", Input)
    email_input = getters.query_one("#email", Input)
    license_input = getters.query_one("#license", Input)
    profession_input = getters.query_one("#profession", Input)
    problem_line = getters.query_one("#problem", Static)

    def body(self) -> ComposeResult:
        learner = self.app.learner
        with VerticalScroll(can_focus=False):
            yield Static(Content.assemble("Signed in as ", plain(learner.key).stylize("bold")), markup=False)
            yield from field(
                "Name on certificates (claims already made keep theirs)",
                Input(clean(learner.name), id="name", max_length=NAME_LENGTH, compact=True),
            )
            problem = Static("", id="problem", classes="problem", markup=False)
            problem.display = False  # every line counts on a small screen
            yield problem
            yield from field(self.app.mode.email, Input(clean(learner.email), id="email", max_length=200, compact=True))
            yield from field(
                "License number (printed on certificates)",
                Input(clean(learner.license), id="license", max_length=60, compact=True),
            )
            yield from field(
                "Profession, such as MD or RN (AMA credit is worded for MD and DO)",
                Input(clean(learner.profession), id="profession", max_length=60, compact=True),
            )
            names = list(dict.fromkeys((*THEMES, self.app.theme)))
            yield from field(
                "Theme",
                Select([(n, n) for n in names], value=self.app.theme, allow_blank=False, compact=True, id="theme"),
            )

    def buttons(self) -> ComposeResult:
        yield Button("Instructions", id="instructions", compact=True)
        yield Button("Save", id="save", variant="primary", compact=True)
        yield Button(plain(self.app.mode.leave.capitalize()), id="leave", compact=True)
        yield Button("Close", id="close", compact=True)

    @on(Select.Changed, "#theme")
    def _theme(self, event: Select.Changed) -> None:
        self.app.choose_theme(str(event.value))

    @on(Button.Pressed, "#leave")
    async def _leave(self) -> None:
        await self.app.action_quit()

    @on(Button.Pressed, "#instructions")
    @work
    async def _instructions(self) -> None:
        found = await self.app.door.ask(lambda store: store.lists.organizations())
        if found is not None:
            self.app.open(Instructions(found))

    @on(Input.Submitted)
    @on(Button.Pressed, "#save")
    @work(exclusive=True)
    async def _save(self) -> None:
        name = self.name_input.value
        wrong = name_problems(name)
        self._say(" ".join(wrong))
        if wrong:
            self.name_input.focus()
            return
        learner = replace(
            self.app.learner,
            name=name,
            email=self.email_input.value,
            license=self.license_input.value,
            profession=self.profession_input.value,
        )
        try:
            await self.app.door.ask_raw(lambda store: store.accounts.save(learner))
        except StoreError as error:
            self._say(str(error))
            return
        await self.app.changed()  # before this screen, and all that runs on it, is gone
        leave(self)

    def _say(self, text: str) -> None:
        self.problem_line.update(plain(text))
        self.problem_line.display = bool(text)
