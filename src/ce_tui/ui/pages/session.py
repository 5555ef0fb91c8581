"""The page of a session: its code or phrase, one's own word, or checking in and out."""

from textual import getters, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Button, Input

from ce_tui.credit import browsing, model, words
from ce_tui.credit.checkin import check_in_problem
from ce_tui.credit.explain_content import elsewhere
from ce_tui.credit.listing import CheckIn
from ce_tui.credit.progress import Record, counted, total
from ce_tui.credit.standing import CreditView
from ce_tui.credit.words import span_of
from ce_tui.store import StoreError
from ce_tui.ui.drawing import lines
from ce_tui.ui.drawing.text import plain, shorten
from ce_tui.ui.pages.content import ContentPage

REST_SECONDS = 1.5
"""So long after the button another press does nothing: a second Enter in a hurry would check out again."""


class SessionPage(ContentPage):
    """A session. Its one button records attendance, or checks the learner in or out."""

    HINTS = (("↵", "record attendance", "screen.nothing"),)
    button = getters.query_one(Button)
    code_input = getters.query_one("#work", Input)

    def __init__(self, view: CreditView, content: model.Content) -> None:
        super().__init__(view, content)
        self._by_code = bool(content.code or content.secret)
        self._last: CheckIn | None = None
        self._others: list[CheckIn] = []
        """The other sessions that the learner is in."""
        self._looked = self._rests = False

    @property
    def _is_in(self) -> bool:
        return self._last is not None and self._last.stands

    @property
    def _does(self) -> str:
        """What the button does."""
        if not self.content.check_in:
            return "Record attendance" if self._by_code else "I attended this session"
        if not self._is_in and (title := self._leaves):
            return f"Check out of {title} and check in here"
        return "Check out" if self._is_in else "Check in"

    @property
    def _leaves(self) -> str:
        """The sessions that checking in here ends, in words; "" for none."""
        others = [f"“{shorten(one.title, 24)}”" for one in self._others if not one.coded]
        return others[0] + (f" and {len(others) - 1} more" if len(others) > 1 else "") if others else ""

    def work_area(self) -> ComposeResult:
        with Horizontal(classes="page-work"):
            if self._by_code:
                yield Input(placeholder="Attendance code", id="work", max_length=60, compact=True)
            does = Content(self._does)
            yield Button(does, id="attend" if self._by_code else "work", variant="primary", compact=True)

    async def reload(self) -> None:
        """Read what has been attended, and whether the learner is in."""
        learner, credit, now = self.app.learner.key, self.view.key, self.app.clock()
        found = await self.app.door.ask(
            lambda store: (store.credits.records(learner, (credit,), now), store.check_ins.of(learner, now))
        )
        if found is None:
            return
        records, check_ins = found
        this = (self.view.organization.id, self.content.id)
        self.record = records.get(self.content.id)
        self._last = next((one for one in check_ins if (one.organization, one.session) == this), None)
        self._others = [one for one in check_ins if one.stands and (one.organization, one.session) != this]
        if not self._looked and self.app.mode.browse:
            self.say(browsing.asked(self.content))
        elif not self._looked and self.content.check_in and not self._is_in:
            since = self._last.since if self._last else None
            problem = check_in_problem(self.content, since, now, self.view.organization.zone)
            self.say(problem or self._elsewhere())
        self._looked = True
        self.show_facts()

    def show_facts(self) -> None:
        """The facts, and on the button what can be done next."""
        super().show_facts()
        self.button.label = Content(self._does)
        if self.content.check_in:
            does = "check out" if self._is_in else "check in"
            self.key_bar.show(("↵", does, "screen.nothing"), ("Esc", "back", "screen.back"))

    def _facts(self, width: int) -> Content:
        facts = super()._facts(width)
        done = total(counted(self.content, self.record))
        said = []
        if self._last is not None and self._is_in:
            since, leave_by = self._times(self._last)
            said = [f"Checked in since {since}", f"check out before {leave_by}"]
        if self.content.check_in and (said or done):
            said.append(f"{span_of(done)} counted so far")
        if self.record is not None and self.record.due_at is not None:
            due = words.clock(self.record.due_at, self.view.organization.zone, self.app.clock())
            said.append(f"Attendance recorded, counts from {due}")
        tone = "bold" if self._is_in else lines.LABEL
        return Content("\n").join([facts, *([plain(" · ".join(said)).stylize(tone)] if said else [])])

    def _times(self, check_in: CheckIn) -> tuple[str, str]:
        now, zone = self.app.clock(), check_in.zone
        return words.clock(check_in.since, zone, now), words.clock(check_in.leave_by, zone, now)

    @on(Input.Submitted, "#work")
    @on(Button.Pressed)
    @work(group="attend")
    async def _act(self) -> None:
        if not self._looked or self._rests:
            return
        self._rests = True
        leaves = self._leaves
        try:
            said = await self._attend(leave=bool(leaves))
        except StoreError as error:
            self.say(str(error), problem=True)
            self._rests = False
            if self.content.check_in:
                await self.reload()  # another window may have come first
            return
        self.set_timer(REST_SECONDS, self._rested)
        await self.reload()
        if self._by_code:
            self.code_input.value = ""
        self.say(said or self._in(leaves))
        await self.app.changed_below(self)

    async def _attend(self, *, leave: bool) -> str:
        """Record attendance, check out, or check in and with `leave` out of the others; in words what it came to, ""
        for a check-in.
        """
        code = self.code_input.value if self._by_code else ""
        if self.app.mode.browse and not code:
            code = browsing.code_of(self.content, self.app.clock())
        ask = self.app.learner.key, self.view.key, self.content.id, code, self.app.clock()
        if not self.content.check_in:
            self.record = await self.app.door.ask_raw(lambda store: store.sessions.attend(*ask))
            return self._recorded(self.record)
        if self._is_in:
            return self._left(await self.app.door.ask_raw(lambda store: store.sessions.check_out(*ask)))
        await self.app.door.ask_raw(lambda store: store.sessions.check_in(*ask, leave=leave))
        return ""

    def _in(self, left: str) -> str:
        """What a check-in came to, and what is to be done; `left` are the sessions that it ended, in words."""
        if self._last is None:
            return ""
        since, leave_by = self._times(self._last)
        out = f"out of {left} and in here" if left else "in"
        return (
            f"✓ Checked {out} at {since}. Check out here before {leave_by}, or nothing of it counts. "
            "You may close the app meanwhile."
        )

    def _elsewhere(self) -> str:
        """That the learner is in another session, whose time this is."""
        if not self._others:
            return ""
        one = self._others[0]
        since = words.clock(one.since, one.zone, self.app.clock())
        if one.coded:
            return f"You are checked in to “{one.title}” since {since}. Check out there with its code."
        return f"You are checked in to “{one.title}” since {since}. The same time counts once."

    def _recorded(self, record: Record) -> str:
        """What entering a code came to; it may be that it counts later."""
        said = ["✓ Your attendance is recorded."]
        if record.due_at is not None:
            due = words.clock(record.due_at, self.view.organization.zone, self.app.clock())
            said.append(f"It counts from {due}, when the session is over.")
        if went := elsewhere(record.elsewhere):
            said.append(f"{went}.")
        return " ".join(said)

    def _rested(self) -> None:
        self._rests = False

    def _left(self, record: Record) -> str:
        """What a check-out came to, and what can be done next."""
        now, over = self.app.clock(), words.ends_at(self.content)
        said = f"✓ Checked out at {words.clock(now, self.view.organization.zone, now)}."
        if went := elsewhere(record.elsewhere):
            said = f"{said} {went}."
        if record.complete_at is not None:
            return f"{said} The session is complete."
        if over is not None and now < over:
            until = words.clock(over, self.view.organization.zone, now)
            return f"{said} Come back and check in again until {until} to add more."
        return said
